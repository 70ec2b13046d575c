/* The classic N+1 of C: a query for each row, from the callback of sqlite3_exec. */
#include "case_sqlite.h"

static int print_item(void *db, int columns, char **values, char **names) {
    (void)columns, (void)names;
    char sql[128];
    snprintf(sql, sizeof sql, "select name from items where id = %s", values[0]);
    MUST(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK); /* call site */
    return 0;
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    MUST(sqlite3_exec(db, ALL_ITEMS, print_item, db, NULL) == SQLITE_OK); /* parent */
    puts("done");
    return sqlite3_close(db);
}
