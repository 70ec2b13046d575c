/*
 * Many rows go in by statements of 100 rows each.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

enum { ROWS = 1250, BATCH = 100 };

static void store(struct database database, int first, int count) {
    char sql[8192] = "insert into readings (number, comment) values ";
    size_t length = strlen(sql);
    for (int i = first; i < first + count; i++)
        length += (size_t)snprintf(sql + length, sizeof sql - length, "%s(%d, 'comment %d')",
                                   i == first ? "" : ", ", i, i * i);
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    set_up(database, "create table readings (number integer primary key, comment text)");
    for (int first = 0; first < ROWS; first += BATCH)
        store(database, first, ROWS - first < BATCH ? ROWS - first : BATCH);
    close_database(database);
    return EXIT_SUCCESS;
}
