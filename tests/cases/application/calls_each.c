/* Looks up twelve items from a function that a library calls for each; with an argument, in a loop of its own
 * around that library. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "each.h"

static int look_up(void *context, int id) {
    sqlite3_stmt *statement = context;
    sqlite3_reset(statement);
    sqlite3_bind_int(statement, 1, id);
    return sqlite3_step(statement) == SQLITE_ROW;
}

int main(int argc, char **argv) {
    (void)argv;
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, "create table items (id integer primary key, name text)", NULL, NULL, NULL) !=
            SQLITE_OK ||
        sqlite3_prepare_v2(db, "select name from items where id = ?", -1, &statement, NULL) != SQLITE_OK)
        return EXIT_FAILURE;
    int found = 0;
    for (int round = 1; round < argc * 12 - 12; round++)
        found += once(look_up, statement);                /* own loop */
    found += each(argc > 1 ? 1 : 12, look_up, statement); /* loop line */
    printf("%d found\n", found);
    sqlite3_finalize(statement);
    return sqlite3_close(db) == SQLITE_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
