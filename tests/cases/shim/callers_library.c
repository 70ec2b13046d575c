/* A library of the program's own that talks to SQLite: the program itself knows nothing of SQLite. */
#include "case_sqlite.h"

int list_items(int count);

static sqlite3 *db;

static NOINLINE int one_item(int id) {
    return look_up(db, id); /* call site */
}

int list_items(int count) {
    int rows = 0;
    if (!db)
        db = open_items(":memory:");
    for (int id = 1; id <= count; id++)
        rows += one_item(id); /* loop line */
    return rows;
}

#ifdef RUNS_IN_DESTRUCTOR
__attribute__((destructor)) static void at_the_end(void) {
    list_items(7);
}
#endif
