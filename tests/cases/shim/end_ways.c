/* Runs 3 look-ups and ends in the way the argument names; handlers, where there are any, run 2 more. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "case_sqlite.h"

static sqlite3 *db;

static void look_up_two(void) {
    MUST(look_up(db, 1) == 1 && look_up(db, 2) == 1);
}

int main(int argc, char **argv) {
    MUST(argc == 2);
    db = open_items(":memory:");
    for (int id = 1; id <= 3; id++)
        MUST(look_up(db, id) == 1);
    puts("three");
    fflush(stdout);
    if (strcmp(argv[1], "return") == 0)
        return 7;
    if (strcmp(argv[1], "exit") == 0)
        exit(7);
    if (strcmp(argv[1], "_exit") == 0)
        _exit(7);
    if (strcmp(argv[1], "_Exit") == 0)
        _Exit(7);
    if (strcmp(argv[1], "quick_exit") == 0)
        quick_exit(7);
    if (strcmp(argv[1], "atexit") == 0)
        return atexit(look_up_two) + 7;
    if (strcmp(argv[1], "at_quick_exit") == 0 && at_quick_exit(look_up_two) == 0)
        quick_exit(7);
    if (strcmp(argv[1], "abort") == 0)
        abort();
    if (strcmp(argv[1], "terminate") == 0)
        raise(SIGTERM);
    if (strcmp(argv[1], "kill") == 0)
        raise(SIGKILL);
    return 1;
}
