/*
 * What the calls that wait answer, in order and out of order: results, errno, cancellation, signals. Its
 * output is the same with and without anything preloaded. Runs a statement first, so that all of it counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "case_sqlite.h"

/* errno of a call that succeeds stays what it was. */
#define TELL(call)                                                  \
    do {                                                            \
        errno = 4711;                                               \
        const long answer = (long)(call);                           \
        printf("%s: %ld, errno %d\n", #call, answer, (int)(errno)); \
    } while (0)

enum { CLOSED = 900 };

static void tell_descriptors(void) {
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    struct epoll_event event = {.events = EPOLLIN};
    int ends[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    TELL(recv(ends[0], &byte, 1, 0));
    TELL(read(ends[0], &byte, 1));
    TELL(write(ends[1], "abcd", 4));
    TELL(recv(ends[0], &byte, 1, 0));
    TELL(recvfrom(ends[0], &byte, 1, 0, NULL, NULL));
    TELL(recvmsg(ends[0], &message, 0));
    TELL(readv(ends[0], &part, 1));
    TELL(read(CLOSED, &byte, 1));
    TELL(recv(CLOSED, &byte, 1, 0));
    TELL(read(-1, &byte, 1));
    TELL(read(1 << 20, &byte, 1));
    TELL(accept(CLOSED, NULL, NULL));
    TELL(accept4(ends[0], NULL, NULL, 0));
    TELL(listen(CLOSED, 1));
    TELL(socket(-1, 0, 0));
    TELL(dup2(CLOSED, CLOSED + 1));
    TELL(dup2(ends[0], ends[0]) == ends[0]);
    TELL(dup3(ends[0], ends[0], 0));
    TELL(epoll_ctl(CLOSED, EPOLL_CTL_ADD, ends[0], &event));
    TELL(epoll_wait(CLOSED, &event, 1, 1));
    TELL(epoll_pwait(CLOSED, &event, 1, 1, NULL));
    TELL(close(CLOSED));
    TELL(close(-1));
    TELL(close(ends[0]));
    TELL(close(ends[0]));
    TELL(recv(ends[1], &byte, 1, 0));
    TELL(fclose(fopen("/dev/null", "r")));
    TELL(pclose(popen("exit 3", "r")));
}

static void tell_waits(void) {
    struct timeval moment = {.tv_usec = 10};
    const struct timespec pause_short = {.tv_nsec = 10};
    const struct timespec wrong = {.tv_nsec = -1};
    struct pollfd entries[] = {{.fd = -1, .events = POLLIN}, {.fd = CLOSED, .events = POLLIN}};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(CLOSED, &set);
    TELL(poll(NULL, 0, 1));
    TELL(poll(entries, 1, 1));
    TELL(poll(entries, 2, 1));
    TELL(entries[1].revents == POLLNVAL);
    TELL(ppoll(entries, 1, &pause_short, NULL));
    TELL(ppoll(entries, 1, &wrong, NULL));
    TELL(select(0, NULL, NULL, NULL, &moment));
    TELL(select(-1, NULL, NULL, NULL, &moment));
    TELL(select(CLOSED + 1, &set, NULL, NULL, &moment));
    TELL(pselect(0, NULL, NULL, NULL, &pause_short, NULL));
    TELL(nanosleep(&pause_short, NULL));
    TELL(nanosleep(&wrong, NULL));
    TELL(clock_nanosleep(CLOCK_MONOTONIC, 0, &pause_short, NULL));
    TELL(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong, NULL));
    TELL(usleep(1));
    TELL(sleep(0));
}

/* ---- A signal ends a wait; a handler may wait itself ---- */

static int pipe_of_signals[2];

static void on_alarm(int number) {
    char byte = (char)number;
    const int saved = errno;
    if (write(pipe_of_signals[1], &byte, 1) == 1 && read(pipe_of_signals[0], &byte, 1) == 1)
        (void)poll(NULL, 0, 1);
    errno = saved;
}

/* Again and again: one that comes before the wait has begun does no harm. */
static void tick(long microseconds) {
    const struct itimerval timer = {{.tv_usec = microseconds}, {.tv_usec = microseconds}};
    MUST(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

static void tell_signals(void) {
    const struct sigaction action = {.sa_handler = on_alarm};
    struct timespec rest = {0, 0};
    struct pollfd entry = {.fd = pipe_of_signals[0], .events = POLLIN};
    MUST(sigaction(SIGALRM, &action, NULL) == 0);
    tick(20000);
    TELL(nanosleep(&(struct timespec){.tv_sec = 30}, &rest));
    TELL(rest.tv_sec > 20);
    TELL(poll(&entry, 1, 30000));
    TELL(pause());
    tick(0);
}

/* ---- Cancellation ---- */

static pthread_barrier_t ready;

static void note_cleaned(void *cleaned) {
    *(int *)cleaned = 1;
}

static int cleaned_up;

static void *wait_for_ever(void *way) {
    char byte;
    int ends[2];
    sqlite3 *db = open_items(":memory:");
    MUST(pipe(ends) == 0);
    pthread_cleanup_push(note_cleaned, &cleaned_up);
    pthread_barrier_wait(&ready);
    switch (*(const char *)way) {
    case 'r':
        (void)!read(ends[0], &byte, 1);
        break;
    case 'p':
        poll(NULL, 0, -1);
        break;
    default:
        sleep(1000);
    }
    pthread_cleanup_pop(0);
    sqlite3_close(db);
    return NULL;
}

static void tell_cancellation(const char *way) {
    pthread_t thread;
    void *result = NULL;
    cleaned_up = 0;
    MUST(pthread_barrier_init(&ready, NULL, 2) == 0);
    MUST(pthread_create(&thread, NULL, wait_for_ever, (void *)(size_t)way) == 0);
    pthread_barrier_wait(&ready);
    MUST(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0);
    printf("%s: cancelled %d, cleaned up %d\n", way, result == PTHREAD_CANCELED, cleaned_up);
}

/* A child of vfork closes what its parent goes on with. */
static void tell_vfork(void) {
    char byte = 0;
    int status = 0;
    const pid_t child = vfork();
    if (child == 0) {
        close(pipe_of_signals[0]);
        dup2(pipe_of_signals[1], 0);
        _exit(7);
    }
    MUST(waitpid(child, &status, 0) == child);
    TELL(WEXITSTATUS(status));
    TELL(write(pipe_of_signals[1], "x", 1));
    TELL(read(pipe_of_signals[0], &byte, 1));
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    MUST(look_up(db, 1) == 1 && pipe(pipe_of_signals) == 0);
    tell_descriptors();
    tell_waits();
    tell_signals();
    tell_cancellation("read");
    tell_cancellation("poll");
    tell_cancellation("sleep");
    tell_vfork();
    MUST(look_up(db, 2) == 1);
    MUST(sqlite3_close(db) == SQLITE_OK);
    return 5;
}
