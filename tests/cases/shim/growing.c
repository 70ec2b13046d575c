/* Call sites by the thousand, after "ready" has been told on standard output and a line been read. */
#include <errno.h>

#include "case_sqlite.h"
#include "many_sites.h"

static sqlite3 *db;

static int look_up_one(void) {
    return look_up(db, 5);
}

int main(void) {
    char line[16];
    db = open_items(":memory:");
    puts("ready");
    fflush(stdout);
    MUST(fgets(line, sizeof line, stdin));
    errno = 0;
    for (unsigned path = 0; path < 1u << 11; path++) {
        descend(look_up_one, 11, path);
        if (errno != 0)
            printf("errno became %d\n", errno);
        errno = 0;
    }
    puts("done");
    return 0;
}
