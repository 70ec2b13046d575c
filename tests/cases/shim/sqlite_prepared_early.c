/* Statements that were prepared, and values that were bound, before any statement had run. */
#include "case_sqlite.h"

int main(void) {
    sqlite3 *db = NULL;
    sqlite3_stmt *first = NULL;
    sqlite3_stmt *second = NULL;
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select ?1 as first from sqlite_master", -1, &first, NULL) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select ?1 as second from (values (1), (2))", -1, &second, NULL) ==
         SQLITE_OK);
    for (int i = 0; i < 6; i++) {
        MUST(sqlite3_bind_int(second, 1, i) == SQLITE_OK);
        MUST(sqlite3_bind_int(first, 1, i) == SQLITE_OK);
        while (sqlite3_step(second) == SQLITE_ROW)
            MUST(sqlite3_step(first) == SQLITE_DONE);
        MUST(sqlite3_reset(second) == SQLITE_OK && sqlite3_reset(first) == SQLITE_OK);
    }
    sqlite3_finalize(first);
    sqlite3_finalize(second);
    return sqlite3_close(db);
}
