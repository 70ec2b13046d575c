/*
 * One statement is prepared and bound anew for each row. SQLite: the parent is stepped row by row meanwhile.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=50 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding authors confidence=confirmed
 * loopline: twin
 */
#include "support.h"

static int list_posts_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *posts, *author;
    sqlite3_prepare_v2(sqlite, "select id, author_id, title from posts order by id", -1, &posts, NULL);
    sqlite3_prepare_v2(sqlite, "select name from authors where id = ?", -1, &author, NULL);
    int shown = 0;
    while (sqlite3_step(posts) == SQLITE_ROW) {
        sqlite3_bind_int(author, 1, sqlite3_column_int(posts, 1));
        if (sqlite3_step(author) == SQLITE_ROW) /* loop: authors on=sqlite */
            shown += printf("%s by %s\n", sqlite3_column_text(posts, 2), sqlite3_column_text(author, 0)) > 0;
        sqlite3_reset(author);
    }
    sqlite3_finalize(author);
    sqlite3_finalize(posts);
    return shown;
}

static int list_posts_joined_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *posts;
    int shown = 0;
    sqlite3_prepare_v2(
        sqlite,
        "select posts.title, authors.name from posts join authors on authors.id = posts.author_id"
        " order by posts.id",
        -1, &posts, NULL);
    while (sqlite3_step(posts) == SQLITE_ROW)
        shown += printf("%s by %s\n", sqlite3_column_text(posts, 0), sqlite3_column_text(posts, 1)) > 0;
    sqlite3_finalize(posts);
    return shown;
}

static int list_posts_postgresql(PGconn *postgresql) {
    int shown = 0;
    PQclear(succeeded(PQprepare(postgresql, "by_id", "select name from authors where id = $1", 1, NULL)));
    PGresult *posts = succeeded(PQexec(postgresql, "select id, author_id, title from posts order by id"));
    for (int row = 0; row < PQntuples(posts); row++) {
        const char *values[] = {PQgetvalue(posts, row, 1)};
        PGresult *author =
            PQexecPrepared(postgresql, "by_id", 1, values, 0, 0, 0); // loop: authors on=postgresql
        shown += printf("%s by %s\n", PQgetvalue(posts, row, 2), PQgetvalue(succeeded(author), 0, 0)) > 0;
        PQclear(author);
    }
    PQclear(posts);
    return shown;
}

static int list_posts_joined_postgresql(PGconn *postgresql) {
    PGresult *posts = succeeded(PQexec(postgresql, "select posts.title, authors.name from posts"
                                                   " join authors on authors.id = posts.author_id"
                                                   " order by posts.id"));
    const int shown = PQntuples(posts);
    for (int row = 0; row < shown; row++)
        printf("%s by %s\n", PQgetvalue(posts, row, 0), PQgetvalue(posts, row, 1));
    PQclear(posts);
    return shown;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 50);
    int shown;
    if (database.sqlite)
        shown = wants_fixed(argc, argv) ? list_posts_joined_sqlite(database.sqlite)
                                        : list_posts_sqlite(database.sqlite);
    else
        shown = wants_fixed(argc, argv) ? list_posts_joined_postgresql(database.postgresql)
                                        : list_posts_postgresql(database.postgresql);
    require(shown == 50, "50 posts");
    close_database(database);
    return EXIT_SUCCESS;
}
