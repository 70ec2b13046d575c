/*
 * A statement without any parameter runs in a loop, and its answer is the same each time.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding count kind=duplicate n=30 episodes=1 table=posts
 * loopline: twin
 */
#include "support.h"

static int post_count(struct database database) {
    int count;
    if (database.sqlite) {
        char **table;
        int rows, columns;
        sqlite3_get_table(database.sqlite, "select count(*) from posts", &table, &rows, &columns, NULL);
        count = atoi(table[1]);
        sqlite3_free_table(table);
        return count;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, "select count(*) from posts"));
    count = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return count;
}

static void print_share(struct database database, int part) {
    const int count = post_count(database);
    printf("%d of %d\n", part * count / 30, count);
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    make_blog(database, 60);
    if (wants_fixed(argc, argv)) {
        const int count = post_count(database);
        for (int part = 1; part <= 30; part++)
            printf("%d of %d\n", part * count / 30, count);
    } else {
        for (int part = 1; part <= 30; part++)
            print_share(database, part); /* loop: count */
    }
    close_database(database);
    return EXIT_SUCCESS;
}
