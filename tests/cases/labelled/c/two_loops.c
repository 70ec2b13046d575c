/*
 * The same helper is called from two loops, over the rows of two parents: two findings.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding of-posts kind=n+1 n=20 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding of-comments kind=n+1 n=60 episodes=1 table=authors parent=comments link=author_id
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

/* The ids in the first column of a result. */
static int load_ids(struct database database, const char *sql, int *ids) {
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            ids[count++] = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(rows); count++)
        ids[count] = atoi(PQgetvalue(rows, count, 0));
    PQclear(rows);
    return count;
}

static void print_author(struct database database, int id) {
    if (database.sqlite) {
        static sqlite3_stmt *author;
        if (!author)
            sqlite3_prepare_v3(database.sqlite, "select name from authors where id = ?", -1,
                               SQLITE_PREPARE_PERSISTENT, &author, NULL);
        sqlite3_bind_int(author, 1, id);
        require(sqlite3_step(author) == SQLITE_ROW, "author");
        printf("%s\n", sqlite3_column_text(author, 0));
        sqlite3_reset(author);
        return;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *author = succeeded(PQexecParams(database.postgresql, "select name from authors where id = $1",
                                              1, NULL, values, NULL, NULL, 0));
    printf("%s\n", PQgetvalue(author, 0, 0));
    PQclear(author);
}

static void print_page(struct database database) {
    int ids[64];
    const int posts = load_ids(database, "select author_id from posts order by id", ids);
    puts("Authors");
    for (int i = 0; i < posts; i++)
        print_author(database, ids[i]); /* loop: of-posts */

    const int comments = load_ids(database, "select author_id from comments order by id desc", ids);
    puts("Readers who wrote");
    for (int i = 0; i < comments; i++)
        print_author(database, ids[i]); /* loop: of-comments */
    require(posts == 20 && comments == 60, "20 posts, 60 comments");
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 20);
    if (wants_fixed(argc, argv)) {
        const char *of_posts =
            "select name from posts join authors on authors.id = author_id order by posts.id";
        const char *of_comments = "select name from comments join authors on authors.id = author_id";
        require(count_rows(database, of_posts) == 20 && count_rows(database, of_comments) == 60, "all names");
        close_database(database);
        return EXIT_SUCCESS;
    }
    print_page(database);
    if (database.sqlite) /* the statement of print_author */
        sqlite3_finalize(sqlite3_next_stmt(database.sqlite, NULL));
    close_database(database);
    return EXIT_SUCCESS;
}
