/*
 * Authors are looked up in a loop over 100 posts but remembered: four of them, four queries.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

static const char *author_name(struct database database, int id) {
    static char names[128][32];
    char sql[64], *name = names[id];
    if (name[0])
        return name;
    snprintf(sql, sizeof sql, "select name from authors where id = %d", id);
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        snprintf(name, 32, "%s", sqlite3_column_text(row, 0));
        sqlite3_finalize(row);
        return name;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    snprintf(name, 32, "%s", PQgetvalue(row, 0, 0));
    PQclear(row);
    return name;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const char *sql = "select title, 10 + author_id % 4 from posts";
    make_blog(database, 100);
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            printf("%s by %s\n", sqlite3_column_text(posts, 0),
                   author_name(database, sqlite3_column_int(posts, 1)));
        sqlite3_finalize(posts);
    } else {
        PGresult *posts = succeeded(PQexec(database.postgresql, sql));
        for (int row = 0; row < PQntuples(posts); row++)
            printf("%s by %s\n", PQgetvalue(posts, row, 0),
                   author_name(database, atoi(PQgetvalue(posts, row, 1))));
        PQclear(posts);
    }
    close_database(database);
    return EXIT_SUCCESS;
}
