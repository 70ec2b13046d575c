/* Signals arrive by thousands while statements run; each handler's run is counted, and the mask is as it was.
 */
#include <signal.h>
#include <sys/time.h>

#include "case_sqlite.h"

static volatile sig_atomic_t ticks;

static void tick(int signal) {
    (void)signal;
    ticks++;
}

int main(void) {
    sigset_t before;
    sigset_t after;
    const struct itimerval often = {{0, 200}, {0, 200}};
    sigemptyset(&before);
    sigaddset(&before, SIGUSR2);
    MUST(sigprocmask(SIG_SETMASK, &before, NULL) == 0);
    signal(SIGALRM, tick);
    MUST(setitimer(ITIMER_REAL, &often, NULL) == 0);
    sqlite3 *db = open_items(":memory:");
    int statements = 0;
    while (ticks < 300 || statements < 1000) {
        MUST(look_up(db, statements % 100 + 1) == 1);
        statements++;
    }
    MUST(sigprocmask(SIG_SETMASK, NULL, &after) == 0);
    for (int signal = 1; signal < 32; signal++)
        MUST(sigismember(&after, signal) == (signal == SIGUSR2));
    printf("%d\n", statements);
    return 0;
}
