/* Every form of prepare, each with a statement of its own and three executions. */
#include <uchar.h>

#include "case_sqlite.h"

static void run(sqlite3_stmt *statement) {
    for (int i = 0; i < 3; i++) {
        int rows = 0;
        while (sqlite3_step(statement) == SQLITE_ROW)
            rows++;
        MUST(rows == 4);
        MUST(sqlite3_reset(statement) == SQLITE_OK);
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare(db, "select 1 as a1, id from items where id < 5", -1, &statement, NULL) ==
         SQLITE_OK);
    run(statement);
    MUST(sqlite3_prepare_v2(db, "select 1 as a2, id from items where id < 5 and this is not SQL", 42,
                            &statement, NULL) == SQLITE_OK);
    run(statement);
    MUST(sqlite3_prepare_v3(db, "select 1 as a3, id from items where id < 5", -1, SQLITE_PREPARE_PERSISTENT,
                            &statement, NULL) == SQLITE_OK);
    run(statement);
    MUST(sqlite3_prepare16(db, u"select 1 as b1, id from items where id < 5", -1, &statement, NULL) ==
         SQLITE_OK);
    run(statement);
    MUST(sqlite3_prepare16_v2(db, u"select 1 as b2, id from items where id < 5", -1, &statement, NULL) ==
         SQLITE_OK);
    run(statement);
    MUST(sqlite3_prepare16_v3(db, u"select 1 as b3, id from items where id < 5", -1, 0, &statement, NULL) ==
         SQLITE_OK);
    run(statement);
    /* Nothing to run, and nothing that can be run. */
    MUST(sqlite3_prepare_v2(db, "  -- a comment", -1, &statement, NULL) == SQLITE_OK && !statement);
    MUST(sqlite3_prepare_v2(db, "no statement", -1, &statement, NULL) == SQLITE_ERROR && !statement);
    MUST(sqlite3_prepare_v2(db, ITEM_BY_ID, -1, &statement, NULL) == SQLITE_OK); /* never stepped */
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    MUST(sqlite3_finalize(NULL) == SQLITE_OK);
    puts("done");
    return sqlite3_close(db);
}
