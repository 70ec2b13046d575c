/* What counts as one execution: five statements in normal form, told apart by the name of their column. */
#include "case_sqlite.h"

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

static int steps(sqlite3_stmt *statement, int limit) {
    int rows = 0;
    while (rows < limit && sqlite3_step(statement) == SQLITE_ROW)
        rows++;
    return rows;
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    /* One execution of a hundred rows. */
    sqlite3_stmt *all = prepare(db, "select id as hundred from items");
    MUST(steps(all, 1000) == 100);
    MUST(sqlite3_finalize(all) == SQLITE_OK);
    /* Begun anew after the end, without a reset: three executions. */
    sqlite3_stmt *again = prepare(db, "select id as again from items");
    for (int i = 0; i < 3; i++)
        MUST(steps(again, 1000) == 100);
    /* Reset in the middle, four times. */
    sqlite3_stmt *reset = prepare(db, "select id as reset from items");
    for (int i = 0; i < 4; i++) {
        MUST(steps(reset, 10) == 10);
        MUST(sqlite3_reset(reset) == SQLITE_OK);
    }
    /* Never taken to its end, and finalised. */
    sqlite3_stmt *cut = prepare(db, "select id as cut from items");
    MUST(steps(cut, 1) == 1);
    MUST(sqlite3_finalize(cut) == SQLITE_OK);
    /* Two under way at once, in turns. */
    sqlite3_stmt *left = prepare(db, "select id as turn from items");
    sqlite3_stmt *right = prepare(db, "select id as turn from items");
    for (int i = 0; i < 100; i++)
        MUST(steps(left, 1) == 1 && steps(right, 1) == 1);
    MUST(steps(left, 1) == 0 && steps(right, 1) == 0);
    sqlite3_finalize(left);
    sqlite3_finalize(right);
    sqlite3_finalize(reset);
    sqlite3_finalize(again);
    puts("done");
    return sqlite3_close(db);
}
