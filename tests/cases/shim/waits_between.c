/*
 * Asks for one item after another, and does what its argument names before each: waits in one way or another,
 * or does something that is no wait. With a second argument it has asked for all of them before. Everything
 * happens in one thread: what it waits for is there already.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "case_sqlite.h"

enum { ROUNDS = 20 };

static struct {
    int listening;
    int accepted; /* kept alive */
    int connected;
    int pipe[2];
    int events;
    int clients;  /* a set of epoll with the accepted connection */
    int services; /* a set with the one that was made by connect */
    int file;
    int queue;
} ends;

static int connect_to(int listening) {
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    const int connected = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(getsockname(listening, (struct sockaddr *)&address, &length) == 0);
    MUST(connect(connected, (struct sockaddr *)&address, length) == 0);
    return connected;
}

static int set_with(int descriptor) {
    struct epoll_event event = {.events = EPOLLIN};
    const int set = epoll_create1(0);
    MUST(epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) == 0);
    return set;
}

static void open_ends(void) {
    const struct sockaddr_un unnamed = {.sun_family = AF_UNIX};
    ends.listening = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(bind(ends.listening, (const struct sockaddr *)&unnamed, sizeof(sa_family_t)) == 0);
    MUST(listen(ends.listening, 5) == 0);
    ends.connected = connect_to(ends.listening);
    ends.accepted = accept(ends.listening, NULL, NULL);
    MUST(ends.accepted >= 0 && pipe(ends.pipe) == 0);
    ends.events = eventfd(0, 0);
    ends.clients = set_with(ends.accepted);
    ends.services = set_with(ends.connected);
    ends.file = open("/proc/self/exe", O_RDONLY);
    ends.queue = msgget(IPC_PRIVATE, 0600);
    MUST(ends.events >= 0 && ends.file >= 0 && ends.queue >= 0);
}

/* A byte for the accepted connection, or for the connected one. */
static void send_request(void) {
    MUST(send(ends.connected, "r", 1, 0) == 1);
}

static void send_answer(void) {
    MUST(send(ends.accepted, "a", 1, 0) == 1);
}

/* Takes it without waiting. */
static void drain(int descriptor) {
    char byte;
    MUST(recv(descriptor, &byte, 1, MSG_DONTWAIT) == 1);
}

/* ---- A client ---- */

static void with_accept(void) {
    const int connected = connect_to(ends.listening);
    const int accepted = accept(ends.listening, NULL, NULL);
    MUST(accepted >= 0 && close(accepted) == 0 && close(connected) == 0);
}

static void with_accept4(void) {
    const int connected = connect_to(ends.listening);
    const int accepted = accept4(ends.listening, NULL, NULL, SOCK_CLOEXEC);
    MUST(accepted >= 0 && close(accepted) == 0 && close(connected) == 0);
}

static void with_recv(void) {
    char byte;
    send_request();
    MUST(recv(ends.accepted, &byte, 1, 0) == 1);
}

static void with_recvfrom(void) {
    char byte;
    send_request();
    MUST(recvfrom(ends.accepted, &byte, 1, 0, NULL, NULL) == 1);
}

static void with_recvmsg(void) {
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    send_request();
    MUST(recvmsg(ends.accepted, &message, 0) == 1);
}

static void with_read(void) {
    char byte;
    send_request();
    MUST(read(ends.accepted, &byte, 1) == 1);
}

static void with_readv(void) {
    char byte;
    struct iovec part = {&byte, 1};
    send_request();
    MUST(readv(ends.accepted, &part, 1) == 1);
}

/* The size is not known to the compiler: with _FORTIFY_SOURCE these call __read_chk and its like. */
static volatile size_t one = 1;
static volatile nfds_t two = 2;

static void with_checked_read(void) {
    char bytes[4];
    send_request();
    MUST(read(ends.accepted, bytes, one) == 1);
}

static void with_checked_recv(void) {
    char bytes[4];
    send_request();
    MUST(recv(ends.accepted, bytes, one, 0) == 1);
}

static void with_checked_poll(void) {
    struct pollfd entries[4] = {{.fd = ends.accepted, .events = POLLIN}, {.fd = -1}};
    send_request();
    MUST(poll(entries, two, -1) == 1);
    drain(ends.accepted);
}

static void with_poll(void) {
    struct pollfd entries[] = {{.fd = ends.pipe[0], .events = POLLIN},
                               {.fd = ends.accepted, .events = POLLIN}};
    send_request();
    MUST(poll(entries, 2, -1) == 1);
    drain(ends.accepted);
}

static void with_poll_listening(void) {
    struct pollfd entry = {.fd = ends.listening, .events = POLLIN};
    MUST(poll(&entry, 1, 1) == 0);
}

static void with_ppoll(void) {
    struct pollfd entry = {.fd = ends.accepted, .events = POLLIN};
    send_request();
    MUST(ppoll(&entry, 1, NULL, NULL) == 1);
    drain(ends.accepted);
}

static void with_select(void) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(ends.accepted, &readable);
    send_request();
    MUST(select(ends.accepted + 1, &readable, NULL, NULL, NULL) == 1);
    drain(ends.accepted);
}

static void with_pselect(void) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(ends.accepted, &readable);
    send_request();
    MUST(pselect(ends.accepted + 1, &readable, NULL, NULL, NULL, NULL) == 1);
    drain(ends.accepted);
}

static void with_epoll_wait(void) {
    struct epoll_event event;
    send_request();
    MUST(epoll_wait(ends.clients, &event, 1, -1) == 1);
    drain(ends.accepted);
}

static void with_epoll_pwait(void) {
    struct epoll_event event;
    send_request();
    MUST(epoll_pwait(ends.clients, &event, 1, -1, NULL) == 1);
    drain(ends.accepted);
}

static void with_epoll_pwait2(void) {
    struct epoll_event event;
    send_request();
    const int ready = epoll_pwait2(ends.clients, &event, 1, NULL, NULL);
    MUST(ready == 1 || errno == ENOSYS);
    drain(ends.accepted);
}

static void with_duplicate(void) {
    char byte;
    MUST(dup2(ends.accepted, 100) == 100);
    send_request();
    MUST(read(100, &byte, 1) == 1);
}

/* ---- Anything else ---- */

static void with_pipe(void) {
    char byte;
    MUST(write(ends.pipe[1], "j", 1) == 1 && read(ends.pipe[0], &byte, 1) == 1);
}

static void with_eventfd(void) {
    uint64_t count = 1;
    MUST(write(ends.events, &count, sizeof count) > 0 && read(ends.events, &count, sizeof count) > 0);
}

static void with_connected(void) {
    char byte;
    send_answer();
    MUST(recv(ends.connected, &byte, 1, 0) == 1);
}

static void with_epoll_connected(void) {
    struct epoll_event event;
    send_answer();
    MUST(epoll_wait(ends.services, &event, 1, -1) == 1);
    drain(ends.connected);
}

static void with_nanosleep(void) {
    const struct timespec moment = {.tv_nsec = 1000};
    MUST(nanosleep(&moment, NULL) == 0);
}

static void with_clock_nanosleep(void) {
    const struct timespec moment = {.tv_nsec = 1000};
    MUST(clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL) == 0);
}

static void with_usleep(void) {
    MUST(usleep(1) == 0);
}

static void with_poll_nothing(void) {
    MUST(poll(NULL, 0, 1) == 0);
}

static void with_select_nothing(void) {
    struct timeval moment = {.tv_usec = 10};
    MUST(select(0, NULL, NULL, NULL, &moment) == 0);
}

static void with_sigwait(void) {
    int number = 0;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    MUST(sigprocmask(SIG_BLOCK, &signals, NULL) == 0 && raise(SIGUSR1) == 0);
    MUST(sigwait(&signals, &number) == 0 && number == SIGUSR1);
}

static void with_msgrcv(void) {
    struct {
        long type;
        char text[8];
    } message = {1, "job"};
    MUST(msgsnd(ends.queue, &message, sizeof message.text, 0) == 0);
    MUST(msgrcv(ends.queue, &message, sizeof message.text, 0, 0) == sizeof message.text);
}

/* ---- No wait at all ---- */

static void with_nothing(void) {
}

static void with_timeout_of_zero(void) {
    struct pollfd entry = {.fd = ends.accepted, .events = POLLIN};
    struct timeval moment = {.tv_sec = 0};
    struct epoll_event event;
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(ends.accepted, &readable);
    MUST(poll(&entry, 1, 0) == 0 && select(ends.accepted + 1, &readable, NULL, NULL, &moment) == 0);
    MUST(epoll_wait(ends.clients, &event, 1, 0) == 0);
}

static void with_dontwait(void) {
    char byte;
    MUST(recv(ends.accepted, &byte, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
}

/* The same request each time, which nobody takes. */
static void with_peek(void) {
    static bool has_sent;
    char byte;
    if (!has_sent)
        send_request();
    has_sent = true;
    MUST(recv(ends.accepted, &byte, 1, MSG_PEEK) == 1);
}

static void with_writable(void) {
    struct pollfd entry = {.fd = ends.accepted, .events = POLLOUT};
    MUST(poll(&entry, 1, -1) == 1);
}

static void with_file(void) {
    char byte;
    MUST(read(ends.file, &byte, 1) == 1);
}

static void with_random(void) {
    char byte;
    const int random = open("/dev/urandom", O_RDONLY);
    MUST(read(random, &byte, 1) == 1 && close(random) == 0);
}

/* The number of a connection that was closed is a file's. */
static void with_file_of_that_number(void) {
    char byte;
    const int keep = dup(ends.accepted);
    MUST(keep >= 0 && close(ends.accepted) == 0);
    const int file = open("/proc/self/exe", O_RDONLY);
    MUST(file == ends.accepted && read(file, &byte, 1) == 1);
    MUST(dup2(keep, ends.accepted) == ends.accepted && close(keep) == 0);
}

static const struct {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"accept", with_accept},
    {"accept4", with_accept4},
    {"recv", with_recv},
    {"recvfrom", with_recvfrom},
    {"recvmsg", with_recvmsg},
    {"read", with_read},
    {"readv", with_readv},
    {"checked-read", with_checked_read},
    {"checked-recv", with_checked_recv},
    {"checked-poll", with_checked_poll},
    {"poll", with_poll},
    {"poll-listening", with_poll_listening},
    {"ppoll", with_ppoll},
    {"select", with_select},
    {"pselect", with_pselect},
    {"epoll_wait", with_epoll_wait},
    {"epoll_pwait", with_epoll_pwait},
    {"epoll_pwait2", with_epoll_pwait2},
    {"duplicate", with_duplicate},
    {"pipe", with_pipe},
    {"eventfd", with_eventfd},
    {"connected", with_connected},
    {"epoll-connected", with_epoll_connected},
    {"nanosleep", with_nanosleep},
    {"clock_nanosleep", with_clock_nanosleep},
    {"usleep", with_usleep},
    {"poll-nothing", with_poll_nothing},
    {"select-nothing", with_select_nothing},
    {"sigwait", with_sigwait},
    {"msgrcv", with_msgrcv},
    {"nothing", with_nothing},
    {"timeout-of-zero", with_timeout_of_zero},
    {"dontwait", with_dontwait},
    {"peek", with_peek},
    {"writable", with_writable},
    {"file", with_file},
    {"random", with_random},
    {"file-of-that-number", with_file_of_that_number},
};

static int count_items(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    int rows = 0;
    MUST(sqlite3_prepare_v2(db, ALL_ITEMS, -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        rows++;
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    return rows;
}

static void ask_and(void (*way)(void), int with_list) {
    sqlite3 *db = open_items(":memory:");
    const int last = with_list && count_items(db) < ROUNDS ? 0 : ROUNDS;
    for (int id = 1; id <= last; id++) {
        way();
        MUST(look_up(db, id) == 1); /* loop line */
    }
    MUST(sqlite3_close(db) == SQLITE_OK);
}

int main(int argc, char **argv) {
    MUST(argc == 2 || argc == 3);
    open_ends();
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].name, argv[1]) == 0)
            ask_and(ways[i].run, argc == 3);
    MUST(msgctl(ends.queue, IPC_RMID, NULL) == 0);
    puts("done");
    return 0;
}
