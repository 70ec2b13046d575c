/* The main program calls SQLite itself. */
#include "case_sqlite.h"

static NOINLINE int one_item(sqlite3 *db, int id) {
    return look_up(db, id); /* call site */
}

int main(void) {
    int rows = 0;
    sqlite3 *db = open_items(":memory:");
    for (int id = 1; id <= 20; id++)
        rows += one_item(db, id); /* loop line */
    printf("%d rows\n", rows);
    return sqlite3_close(db);
}
