/* Statements below code without unwind tables, with all kinds of values where a frame pointer could be. */
#include "frameless.h"
#include "case_sqlite.h"

static int query(void *db) {
    return look_up(db, 7);
}

int main(void) {
    static const unsigned long values[] = {0, 5, 8, 4096, 0x7fffffffffff, 0x800000000000, ~0ul, ~7ul};
    sqlite3 *db = open_items(":memory:");
    const frameless_function call_through = make_frameless();
    int rows = 0;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        rows += call_through(query, db, values[i]);
    rows += call_through(query, db, (unsigned long)&rows);
    printf("%d rows\n", rows);
    return sqlite3_close(db);
}
