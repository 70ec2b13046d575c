/*
 * Two loops go over the rows of one result, each with a child of its own.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=25 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding tags kind=n+1 n=25 episodes=1 table=tags parent=posts link=id
 * loopline: twin
 * loopline: flags -O0
 */
#include "support.h"

static int authors_and_tags_sqlite(sqlite3 *sqlite) {
    char **posts;
    int rows, columns, found = 0;
    sqlite3_stmt *author, *tags;
    sqlite3_get_table(sqlite, "select id, author_id from posts", &posts, &rows, &columns, NULL);

    sqlite3_prepare_v2(sqlite, "select name from authors where id = ?", -1, &author, NULL);
    for (int row = 1; row <= rows; row++) {
        sqlite3_bind_text(author, 1, posts[row * columns + 1], -1, SQLITE_STATIC);
        found += sqlite3_step(author) == SQLITE_ROW; /* loop: authors on=sqlite */
        sqlite3_reset(author);
    }
    sqlite3_finalize(author);

    sqlite3_prepare_v2(sqlite, "select count(*) from tags where post_id = ?", -1, &tags, NULL);
    for (int row = 1; row <= rows; row++) {
        sqlite3_bind_text(tags, 1, posts[row * columns], -1, SQLITE_STATIC);
        found += sqlite3_step(tags) == SQLITE_ROW; /* loop: tags on=sqlite */
        sqlite3_reset(tags);
    }
    sqlite3_finalize(tags);
    sqlite3_free_table(posts);
    return found;
}

static int authors_and_tags_postgresql(PGconn *connection) {
    const char *author = "select name from authors where id = $1";
    const char *tags = "select count(*) from tags where post_id = $1";
    int found = 0;
    PGresult *posts = succeeded(PQexec(connection, "select id, author_id from posts"));
    for (int row = 0; row < PQntuples(posts); row++) {
        const char *key = PQgetvalue(posts, row, 1);
        PGresult *rows =
            PQexecParams(connection, author, 1, 0, &key, 0, 0, 0); /* loop: authors on=postgresql */
        found += PQntuples(succeeded(rows));
        PQclear(rows);
    }
    for (int row = 0; row < PQntuples(posts); row++) {
        const char *key = PQgetvalue(posts, row, 0);
        PGresult *rows = PQexecParams(connection, tags, 1, 0, &key, 0, 0, 0); /* loop: tags on=postgresql */
        found += PQntuples(succeeded(rows));
        PQclear(rows);
    }
    PQclear(posts);
    return found;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 25);
    if (wants_fixed(argc, argv)) {
        const char *tags =
            "select post_id, count(*) from tags where post_id in (select id from posts) group by 1";
        const char *authors = "select posts.id, name from posts join authors on authors.id = author_id";
        require(count_rows(database, authors) + count_rows(database, tags) == 50, "50 rows");
        close_database(database);
        return EXIT_SUCCESS;
    }
    const int found = database.sqlite ? authors_and_tags_sqlite(database.sqlite)
                                      : authors_and_tags_postgresql(database.postgresql);
    require(found == 50, "50 rows");
    close_database(database);
    return EXIT_SUCCESS;
}
