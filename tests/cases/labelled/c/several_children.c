/*
 * Two children for each row, by turns: the author and the tags of a post.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=40 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding tags kind=n+1 n=40 episodes=1 table=tags parent=posts link=id
 * loopline: finding authors confidence=confirmed
 * loopline: finding tags confidence=confirmed
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

static int list_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *posts, *author, *tags;
    int shown = 0;
    sqlite3_prepare_v2(sqlite, "select id, author_id, title from posts", -1, &posts, NULL);
    sqlite3_prepare_v2(sqlite, "select name from authors where id = ?", -1, &author, NULL);
    sqlite3_prepare_v2(sqlite, "select label from tags where post_id = ?", -1, &tags, NULL);
    while (sqlite3_step(posts) == SQLITE_ROW) {
        sqlite3_bind_int64(author, 1, sqlite3_column_int64(posts, 1));
        sqlite3_bind_int64(tags, 1, sqlite3_column_int64(posts, 0));
        if (sqlite3_step(author) == SQLITE_ROW) /* loop: authors on=sqlite */
            shown += printf("%s\n", sqlite3_column_text(author, 0)) > 0;
        while (sqlite3_step(tags) == SQLITE_ROW) /* loop: tags on=sqlite */
            shown += printf("# %s\n", sqlite3_column_text(tags, 0)) > 0;
        sqlite3_reset(tags);
        sqlite3_reset(author);
    }
    sqlite3_finalize(tags);
    sqlite3_finalize(author);
    sqlite3_finalize(posts);
    return shown;
}

static int print_rows(PGconn *connection, const char *statement, const char *id) {
    const char *values[] = {id};
    PGresult *rows = succeeded(PQexecPrepared(connection, statement, 1, values, NULL, NULL, 0));
    const int count = PQntuples(rows);
    for (int row = 0; row < count; row++)
        printf("%s\n", PQgetvalue(rows, row, 0));
    PQclear(rows);
    return count;
}

static int list_postgresql(PGconn *connection) {
    int shown = 0;
    PQclear(succeeded(PQprepare(connection, "author", "select name from authors where id = $1", 1, NULL)));
    PQclear(succeeded(PQprepare(connection, "tags", "select label from tags where post_id = $1", 1, NULL)));
    PGresult *posts = succeeded(PQexec(connection, "select id, author_id, title from posts"));
    for (int row = 0; row < PQntuples(posts); row++) {
        shown +=
            print_rows(connection, "author", PQgetvalue(posts, row, 1));    /* loop: authors on=postgresql */
        shown += print_rows(connection, "tags", PQgetvalue(posts, row, 0)); /* loop: tags on=postgresql */
    }
    PQclear(posts);
    return shown;
}

/* Three statements: the posts with their authors, then all tags of them. */
static int list_in_three(struct database database) {
    const char *statements[] = {"select id, title from posts",
                                "select name from authors join posts on author_id = authors.id",
                                "select label from tags where post_id in (select id from posts)"};
    int shown = -40;
    for (int i = 0; i < 3; i++) {
        if (database.postgresql) {
            PGresult *rows = succeeded(PQexec(database.postgresql, statements[i]));
            shown += PQntuples(rows);
            PQclear(rows);
            continue;
        }
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, statements[i], -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            shown++;
        sqlite3_finalize(rows);
    }
    return shown;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    int shown;
    make_blog(database, 40);
    if (wants_fixed(argc, argv))
        shown = list_in_three(database);
    else
        shown = database.sqlite ? list_sqlite(database.sqlite) : list_postgresql(database.postgresql);
    require(shown == 40 * 3, "40 authors, 80 tags");
    close_database(database);
    return EXIT_SUCCESS;
}
