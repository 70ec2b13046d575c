/*
 * Statements below code without unwind tables, with frame pointers into the last bytes before a page that
 * cannot be read, and into bytes that nobody has written.
 */
#include <stdlib.h>

#include "case_sqlite.h"
#include "frameless.h"

enum { PAGE = 4096, REACH = 32 };

static int query(void *db) {
    return look_up(db, 7);
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    const frameless_function call_through = make_frameless();
    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *unwritten = malloc(PAGE);
    int rows = 0;
    MUST(pages != MAP_FAILED && unwritten);
    memset(pages, 0x40, PAGE);
    MUST(mprotect(pages + PAGE, PAGE, PROT_NONE) == 0);
    for (int distance = 1; distance <= REACH; distance++)
        rows += call_through(query, db, (unsigned long)(pages + PAGE - distance));
    MUST(munmap(pages + PAGE, PAGE) == 0);
    for (int distance = 1; distance <= REACH; distance++)
        rows += call_through(query, db, (unsigned long)(pages + PAGE - distance));
    rows += call_through(query, db, (unsigned long)unwritten + PAGE / 2);
    printf("%d rows\n", rows);
    free(unwritten);
    return sqlite3_close(db);
}
