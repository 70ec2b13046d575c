/*
 * A loop over four rows with a query for each: too few to speak of.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "below threshold"
 */
#include "support.h"

static int print_author(struct database database, const char *id) {
    const char *sql = "select name from authors where id = $1";
    if (database.sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &author, NULL);
        sqlite3_bind_int(author, 1, atoi(id));
        require(sqlite3_step(author) == SQLITE_ROW, id);
        puts((const char *)sqlite3_column_text(author, 0));
        sqlite3_finalize(author);
        return 1;
    }
    PGresult *author = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, &id, NULL, NULL, 0));
    puts(PQgetvalue(author, 0, 0));
    PQclear(author);
    return 1;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const char *sql = "select author_id from posts order by id desc limit 4";
    int printed = 0;
    make_blog(database, 50);
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            printed += print_author(database, (const char *)sqlite3_column_text(posts, 0));
        sqlite3_finalize(posts);
    } else {
        PGresult *posts = succeeded(PQexec(database.postgresql, sql));
        for (int row = 0; row < PQntuples(posts); row++)
            printed += print_author(database, PQgetvalue(posts, row, 0));
        PQclear(posts);
    }
    require(printed == 4, "four");
    close_database(database);
    return EXIT_SUCCESS;
}
