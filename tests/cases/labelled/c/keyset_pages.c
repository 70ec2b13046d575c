/*
 * A table is read in pages, each from where the last one ended.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "pagination"
 */
#include "support.h"

static int read_pages_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *page;
    int posts = 0, rows;
    sqlite3_int64 last = 0;
    sqlite3_prepare_v2(sqlite, "select id, title from posts where id > ? order by id limit 25", -1, &page,
                       NULL);
    do {
        sqlite3_bind_int64(page, 1, last);
        for (rows = 0; sqlite3_step(page) == SQLITE_ROW; rows++)
            last = sqlite3_column_int64(page, 0);
        sqlite3_reset(page);
        posts += rows;
    } while (rows == 25);
    sqlite3_finalize(page);
    return posts;
}

static int read_pages_postgresql(PGconn *connection) {
    char last[24] = "0";
    int posts = 0, rows;
    do {
        const char *values[] = {last};
        PGresult *page = succeeded(
            PQexecParams(connection, "select id, title from posts where id > $1 order by id limit 25", 1,
                         NULL, values, NULL, NULL, 0));
        rows = PQntuples(page);
        posts += rows;
        if (rows > 0)
            snprintf(last, sizeof last, "%s", PQgetvalue(page, rows - 1, 0));
        PQclear(page);
    } while (rows == 25);
    return posts;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    make_blog(database, 510);
    const int posts =
        database.sqlite ? read_pages_sqlite(database.sqlite) : read_pages_postgresql(database.postgresql);
    require(posts == 510, "510 posts");
    close_database(database);
    return EXIT_SUCCESS;
}
