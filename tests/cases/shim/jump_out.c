/*
 * Leaves a callback of sqlite3_exec by longjmp ("longjmp") or, from a signal handler that interrupts it, by
 * siglongjmp ("siglongjmp"); three times, with a look-up after each, and five more at the end.
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "case_sqlite.h"

static sigjmp_buf back;
static int use_signal;

static void handle(int signal) {
    (void)signal;
    siglongjmp(back, 1);
}

static int callback(void *unused, int columns, char **values, char **names) {
    (void)unused, (void)columns, (void)values, (void)names;
    if (use_signal)
        raise(SIGUSR1);
    siglongjmp(back, 1);
}

int main(int argc, char **argv) {
    static volatile int i; /* survives the jumps */
    MUST(argc == 2);
    use_signal = strcmp(argv[1], "siglongjmp") == 0;
    signal(SIGUSR1, handle);
    sqlite3 *db = open_items(":memory:");
    for (i = 0; i < 3; i++) {
        if (sigsetjmp(back, 1) == 0)
            sqlite3_exec(db, ALL_ITEMS, callback, NULL, NULL);
        MUST(look_up(db, i + 1) == 1);
    }
    for (int id = 1; id <= 5; id++)
        MUST(look_up(db, id) == 1);
    sigset_t blocked;
    MUST(sigprocmask(SIG_SETMASK, NULL, &blocked) == 0);
    puts(sigismember(&blocked, SIGUSR1) ? "a signal is blocked" : "done");
    return 0;
}
