/*
 * Pointers to nowhere, given to calls that only the kernel follows them for: the answer is EFAULT. Its output
 * is the same with and without anything preloaded. Runs a statement first, so that every wait counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "case_sqlite.h"

#define TELL(call)                                                            \
    do {                                                                      \
        errno = 0;                                                            \
        const long answer = (long)(call);                                     \
        printf("%s: %ld %s\n", #call, answer, answer ? strerror(errno) : ""); \
    } while (0)

/* Not known to the compiler, which would warn. */
static void *volatile nowhere = (void *)16;
static void *volatile above = (void *)0xffff800000000000ul;

static void tell(void *bad) {
    const struct timespec moment = {.tv_nsec = 1};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(0, &set);
    TELL(nanosleep(bad, NULL));
    TELL(clock_nanosleep(CLOCK_MONOTONIC, 0, bad, NULL));
    TELL(thrd_sleep(bad, NULL));
    TELL(poll(bad, 1, 1));
    TELL(poll(bad, 100, -1));
    TELL(ppoll(bad, 1, &moment, NULL));
    TELL(select(1, bad, NULL, NULL, NULL));
    TELL(pselect(1, bad, NULL, NULL, &moment, NULL));
    TELL(epoll_pwait2(-1, bad, 1, bad, NULL));
    TELL(sigtimedwait(bad, NULL, &moment));
    sigset_t none;
    sigemptyset(&none);
    TELL(sigtimedwait(&none, NULL, bad));
    TELL(read(0, bad, 1) < 0);
    TELL(recv(0, bad, 1, 0));
    TELL(recvmsg(0, bad, 0));
    TELL(readv(0, bad, 1));
    TELL(epoll_ctl(-1, EPOLL_CTL_ADD, 0, bad));
    TELL(accept(0, bad, NULL));
}

int main(void) {
    tell(nowhere); /* before the first statement, and after it */
    sqlite3 *db = open_items(":memory:");
    MUST(look_up(db, 1) == 1);
    tell(nowhere);
    tell(above);
    TELL(sqlite3_step(NULL));
    TELL(sqlite3_finalize(NULL));
    TELL(sqlite3_reset(NULL));
    TELL(sqlite3_exec(db, NULL, NULL, NULL, NULL));
    TELL(sqlite3_close(NULL));
    return sqlite3_close(db);
}
