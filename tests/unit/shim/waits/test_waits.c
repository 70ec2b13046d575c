/*
 * What a thread waits for, and what its descriptors are: the hooks themselves, linked into this program, so
 * that its own calls of poll, read and the others pass through them. What else of the shim they ask is
 * answered here.
 */
#include "helpers/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "capture/writer/boundary.h"
#include "shim/loader/libraries.h"
#include "shim/process/process.h"
#include "shim/recorder/recorder.h"
#include "shim/recorder/reporter.h"
#include "shim/recorder/waiting_stacks.h"
#include "shim/waits/descriptors.h"
#include "shim/waits/note.h"
#include "shim/waits/waits.h"
#include "stack/walk/runtimes.h"

/* ---- The rest of the shim, as the test wants it ---- */

static struct {
    bool watches;
    bool under_way;    /* a statement is not answered */
    bool by_a_library; /* SQLite or libpq itself waits */
    bool notes_itself; /* the records of connections took the wait */
    uint32_t messages;
    uint32_t asked; /* waits for time, or for what was asked for */
    uint32_t unasked;
    uint32_t interpreters;
} rest;

bool recorder_watches_thread(void) {
    return rest.watches;
}

bool recorder_has_started(void) {
    return rest.watches;
}

bool recorder_has_run_statement(void) {
    return rest.watches;
}

bool recorder_describe_hand_over(struct hand_over *given) {
    *given = hand_over_here();
    return true;
}

void recorder_take_hand_over(struct hand_over *given, bool waited) {
    (void)waited;
    hand_over_take(given);
}

void waiting_stacks_note(bool unasked) {
    if (unasked)
        rest.unasked++;
    else
        rest.asked++;
}

bool libraries_made_call(const void *caller) {
    assert_non_null(caller);
    return rest.by_a_library;
}

bool process_is_enabled(void) {
    return true;
}

bool reporter_is_process(pid_t process) {
    (void)process;
    return false;
}

uint32_t runtimes_count(void) {
    return rest.interpreters;
}

bool runtimes_wait_for_work(void) {
    return false;
}

static bool is_under_way(void) {
    return rest.under_way;
}

static bool wait_noted(bool for_a_client) {
    (void)for_a_client;
    return rest.notes_itself;
}

static void message_noted(void) {
    rest.messages++;
}

static const struct wait_listeners listeners = {is_under_way, wait_noted, message_noted};

/* ---- Scenes ---- */

static struct boundaries before;

static void begin(void) {
    before = boundaries;
}

#define assert_waits(clients, others)                                               \
    do {                                                                            \
        assert_int_equal(boundaries.client_waits - before.client_waits, (clients)); \
        assert_int_equal(boundaries.other_waits - before.other_waits, (others));    \
        begin();                                                                    \
    } while (0)

struct line {
    int listening;
    int client; /* our end of a connection that was accepted */
    int peer;
    int pipe[2];
};

static int connect_to(int listening) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    assert_int_equal(getsockname(listening, (struct sockaddr *)&address, &length), 0);
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(descriptor, (struct sockaddr *)&address, length), 0);
    return descriptor;
}

static int start(void **state) {
    static struct line line;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    memset(&rest, 0, sizeof rest);
    line.listening = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(line.listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(line.listening, 5), 0);
    line.peer = connect_to(line.listening);
    line.client = accept(line.listening, NULL, NULL);
    assert_true(line.client >= 0);
    assert_int_equal(pipe(line.pipe), 0);
    rest.watches = true;
    *state = &line;
    begin();
    return 0;
}

static int end(void **state) {
    const struct line *line = *state;
    rest.watches = false;
    close(line->listening);
    close(line->client);
    close(line->peer);
    close(line->pipe[0]);
    close(line->pipe[1]);
    return 0;
}

/* ---- Descriptors ---- */

static void a_descriptor_is_what_it_was_made_as(void **state) {
    const struct line *line = *state;
    assert_int_equal(descriptor_kind(line->listening), DESCRIPTOR_CLIENT);
    assert_int_equal(descriptor_kind(line->client), DESCRIPTOR_CLIENT);
    assert_int_equal(descriptor_kind(line->peer), DESCRIPTOR_SERVICE);
    assert_int_equal(descriptor_kind(line->pipe[0]), DESCRIPTOR_OTHER);
    const int file = open("/dev/null", O_RDONLY);
    assert_int_equal(descriptor_kind(file), DESCRIPTOR_FILE);
    close(file);
}

static void a_number_is_asked_about_anew_once_it_is_closed(void **state) {
    const struct line *line = *state;
    const int copy = dup(line->pipe[0]);
    assert_int_equal(dup2(line->client, copy), copy);
    assert_int_equal(descriptor_kind(copy), DESCRIPTOR_CLIENT);
    close(copy);
    const int file = open("/dev/null", O_RDONLY);
    assert_int_equal(file, copy);
    assert_int_equal(descriptor_kind(file), DESCRIPTOR_FILE);
    assert_int_equal(dup3(line->client, file, O_CLOEXEC), file);
    assert_int_equal(descriptor_kind(file), DESCRIPTOR_CLIENT);
    close(file);
    FILE *stream = fopen("/dev/null", "r");
    assert_non_null(stream);
    assert_int_equal(fileno(stream), file);
    assert_int_equal(descriptor_kind(file), DESCRIPTOR_FILE);
    fclose(stream);
    assert_int_equal(descriptor_kinds[file], DESCRIPTOR_UNKNOWN);
    FILE *answer = popen("true", "r");
    assert_non_null(answer);
    assert_int_equal(descriptor_kind(fileno(answer)), DESCRIPTOR_ASKED);
    pclose(answer);
}

static void what_is_no_descriptor_is_no_wait_and_keeps_errno(void **state) {
    const int none = open("/no/such/file", O_RDONLY);
    (void)state;
    errno = EINTR;
    assert_int_equal(descriptor_kind(none), DESCRIPTOR_FILE);
    assert_int_equal(descriptor_kind(999999), DESCRIPTOR_FILE);
    assert_int_equal(descriptor_kind(DESCRIPTOR_LIMIT - 1), DESCRIPTOR_FILE);
    descriptor_note(-1, DESCRIPTOR_CLIENT);
    descriptor_note(DESCRIPTOR_LIMIT, DESCRIPTOR_CLIENT);
    assert_int_equal(errno, EINTR);
    assert_int_equal(close(-1), -1);
    assert_int_equal(errno, EBADF);
}

/* A child of vfork closes what is still its parent's. A fork with a memory of its own is the same to the
 * table. */
static void a_child_that_is_not_told_of_changes_nothing(void **state) {
    const struct line *line = *state;
    const pid_t child = fork();
    if (child == 0) {
        descriptor_note(line->client, DESCRIPTOR_UNKNOWN);
        /* exit(2) itself: _exit is a hook of another room. */
        syscall(SYS_exit_group, descriptor_kinds[line->client] == DESCRIPTOR_CLIENT ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* ---- Waits ---- */

static void reading_waits_for_whoever_writes(void **state) {
    const struct line *line = *state;
    char byte = 0;
    for (int i = 0; i < 4; i++)
        assert_int_equal(write(line->peer, "x", 1), 1);
    assert_int_equal(write(line->pipe[1], "xy", 2), 2);
    assert_int_equal(read(line->client, &byte, 1), 1);
    assert_waits(1, 0);
    struct iovec part = {&byte, 1};
    assert_int_equal(readv(line->client, &part, 1), 1);
    assert_waits(1, 0);
    assert_int_equal(read(line->pipe[0], &byte, 1), 1);
    assert_waits(0, 1);
    const int file = open("/dev/zero", O_RDONLY);
    assert_int_equal(read(file, &byte, 1), 1);
    assert_waits(0, 0);
    close(file);
    assert_int_equal(recv(line->client, &byte, 1, MSG_DONTWAIT | MSG_PEEK), 1);
    assert_waits(0, 0);
    /* What came from a client is a message too, whatever waited for it. */
    assert_int_equal(recv(line->client, &byte, 1, MSG_DONTWAIT), 1);
    assert_waits(0, 1);
    assert_int_equal(recv(line->client, &byte, 1, 0), 1);
    assert_waits(1, 1);
    assert_int_equal(rest.messages, 2);
}

#define assert_stacks(of_asked, of_unasked)           \
    do {                                              \
        assert_int_equal(rest.asked, (of_asked));     \
        assert_int_equal(rest.unasked, (of_unasked)); \
        rest.asked = rest.unasked = 0;                \
    } while (0)

/* A client is waited for without a stack: it is one whatever the loop. */
static void time_and_services_are_asked_for(void **state) {
    const struct line *line = *state;
    char byte = 0;
    usleep(1);
    poll(NULL, 0, 1);
    assert_stacks(2, 0);
    assert_int_equal(write(line->client, "x", 1), 1);
    assert_int_equal(read(line->peer, &byte, 1), 1);
    assert_stacks(1, 0);
    assert_int_equal(write(line->pipe[1], "x", 1), 1);
    assert_int_equal(read(line->pipe[0], &byte, 1), 1);
    assert_stacks(0, 1);
    struct pollfd entries[] = {{.fd = line->pipe[0], .events = POLLIN}, {.fd = line->peer, .events = POLLIN}};
    poll(entries, 2, 1);
    assert_stacks(0, 1);
    assert_int_equal(write(line->peer, "x", 1), 1);
    assert_int_equal(read(line->client, &byte, 1), 1);
    assert_stacks(0, 0);
}

static void *hold_for_a_moment(void *semaphore) {
    sem_wait(semaphore);
    sem_post(semaphore);
    return NULL;
}

/* Whoever held the lock did so for itself; who makes a semaphore that starts at 0 wakes somebody with it. */
static void a_lock_brings_nothing_unasked(void **state) {
    sem_t lock;
    sem_t signal;
    pthread_t other;
    (void)state;
    sem_init(&lock, 0, 1);
    sem_init(&signal, 0, 0);
    assert_int_equal(pthread_create(&other, NULL, hold_for_a_moment, &lock), 0);
    assert_int_equal(pthread_join(other, NULL), 0);
    rest.asked = rest.unasked = 0;
    sem_wait(&lock);
    assert_stacks(1, 0);
    const struct timespec past = {.tv_sec = 1};
    assert_int_equal(sem_timedwait(&signal, &past), -1);
    assert_stacks(0, 1);
}

static void accepting_waits_for_a_client(void **state) {
    const struct line *line = *state;
    const int peer = connect_to(line->listening);
    begin();
    const int client = accept4(line->listening, NULL, NULL, SOCK_CLOEXEC);
    assert_waits(1, 0);
    assert_int_equal(descriptor_kind(client), DESCRIPTOR_CLIENT);
    close(client);
    close(peer);
}

static void poll_waits_for_what_it_may_read(void **state) {
    const struct line *line = *state;
    const struct timespec no_time = {0};
    const struct timespec moment = {.tv_nsec = 1000};
    struct pollfd entries[] = {{.fd = line->pipe[0], .events = POLLIN},
                               {.fd = line->client, .events = POLLIN}};
    poll(entries, 2, 0);
    ppoll(entries, 2, &no_time, NULL);
    assert_waits(0, 0);
    poll(entries, 1, 1);
    assert_waits(0, 1);
    poll(entries, 2, 1);
    assert_waits(1, 0);
    ppoll(entries, 2, &moment, NULL);
    assert_waits(1, 0);
    poll(NULL, 0, 1);
    assert_waits(0, 1);
    /* Waiting until something can be written is none, nor is an entry that is left out. */
    entries[1].events = POLLOUT;
    entries[0].fd = -1;
    poll(entries, 2, 1);
    assert_waits(0, 0);
    descriptor_note(line->pipe[0], DESCRIPTOR_DATABASE);
    entries[0].fd = line->pipe[0];
    poll(entries, 1, 1);
    assert_waits(0, 1);
    rest.under_way = true;
    poll(entries, 1, 1);
    assert_waits(0, 0);
}

static void select_waits_for_what_it_may_read(void **state) {
    const struct line *line = *state;
    struct timeval no_time = {0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(line->client, &set);
    select(line->client + 1, &set, NULL, NULL, &no_time);
    assert_waits(0, 0);
    struct timeval moment = {.tv_usec = 1};
    FD_SET(line->client, &set);
    select(line->client + 1, &set, NULL, NULL, &moment);
    assert_waits(1, 0);
    /* Beyond the count is not looked at. */
    FD_SET(line->client, &set);
    moment = (struct timeval){.tv_usec = 1};
    select(line->client, &set, NULL, NULL, &moment);
    assert_waits(0, 0);
    moment = (struct timeval){.tv_usec = 1};
    select(0, NULL, NULL, NULL, &moment);
    assert_waits(0, 1);
    FD_SET(line->peer, &set);
    moment = (struct timeval){.tv_usec = 1};
    select(line->peer + 1, NULL, &set, NULL, &moment);
    assert_waits(0, 0);
}

static void a_set_of_epoll_is_all_that_was_added(void **state) {
    const struct line *line = *state;
    struct epoll_event event = {.events = EPOLLIN};
    const int set = epoll_create1(EPOLL_CLOEXEC);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, line->pipe[0], &event), 0);
    assert_int_equal(epoll_wait(set, &event, 1, 0), 0);
    assert_waits(0, 0);
    epoll_wait(set, &event, 1, 1);
    assert_waits(0, 1);
    event.events = EPOLLIN;
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, line->client, &event), 0);
    epoll_pwait(set, &event, 1, 1, NULL);
    assert_waits(1, 0);
    close(set);
}

static void sleeping_is_a_wait_for_something_else(void **state) {
    const struct timespec moment = {.tv_nsec = 1};
    const struct timespec no_time = {0};
    (void)state;
    nanosleep(&moment, NULL);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL);
    usleep(1);
    assert_waits(0, 3);
    nanosleep(&no_time, NULL);
    usleep(0);
    sleep(0);
    assert_waits(0, 0);
}

static void semaphores_are_waits_for_something_else(void **state) {
    struct timespec past = {.tv_sec = 1};
    sem_t semaphore;
    (void)state;
    sem_init(&semaphore, 0, 1);
    sem_wait(&semaphore);
    assert_waits(0, 1);
    assert_int_equal(sem_timedwait(&semaphore, &past), -1);
    assert_int_equal(errno, ETIMEDOUT);
    assert_waits(0, 1);
    assert_int_equal(sem_clockwait(&semaphore, CLOCK_REALTIME, &past), -1);
    assert_int_equal(errno, ETIMEDOUT);
    assert_waits(0, 1);
    rest.interpreters = 1;
    sem_post(&semaphore);
    sem_wait(&semaphore); /* a lock that nobody held */
    assert_waits(0, 0);
    rest.interpreters = 0;
    sem_post(&semaphore);
    sem_wait(&semaphore);
    assert_waits(0, 1);
}

static void conditions_and_signals_are_waits_for_something_else(void **state) {
    const struct timespec moment = {.tv_nsec = 1};
    struct timespec past = {.tv_sec = 1};
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    sigset_t none;
    (void)state;
    pthread_mutex_lock(&mutex);
    assert_int_equal(pthread_cond_timedwait(&condition, &mutex, &past), ETIMEDOUT);
    assert_waits(0, 1);
    rest.interpreters = 1;
    assert_int_equal(pthread_cond_timedwait(&condition, &mutex, &past), ETIMEDOUT);
    assert_waits(0, 0);
    pthread_mutex_unlock(&mutex);
    sigemptyset(&none);
    assert_int_equal(sigtimedwait(&none, NULL, &moment), -1);
    assert_waits(0, 1);
}

static void some_waits_are_none(void **state) {
    const struct line *line = *state;
    struct pollfd entry = {.fd = line->client, .events = POLLIN};
    rest.under_way = true;
    poll(&entry, 1, 1);
    rest.under_way = false;
    rest.by_a_library = true;
    poll(&entry, 1, 1);
    rest.by_a_library = false;
    rest.notes_itself = true;
    poll(&entry, 1, 1);
    rest.notes_itself = false;
    rest.watches = false;
    poll(&entry, 1, 1);
    assert_waits(0, 0);
}

/* Streams fill their buffers by calls that no hook sees. */
static void reading_a_stream_waits_as_its_descriptor_does(void **state) {
    const struct line *line = *state;
    char buffer[16];
    FILE *stream = fdopen(dup(line->pipe[0]), "r");
    assert_non_null(stream);
    assert_int_equal(write(line->pipe[1], "one\ntwo\nthree\n", 14), 14);
    begin();
    assert_string_equal(fgets(buffer, sizeof buffer, stream), "one\n");
    assert_waits(0, 1);
    assert_int_equal(fgetc(stream), 't');
    assert_int_equal(getc(stream), 'w');
    assert_waits(0, 2);
    assert_int_equal(fread(buffer, 1, 3, stream), 3);
    assert_waits(0, 1);
    fclose(stream);
    FILE *in_memory = fmemopen(buffer, sizeof buffer, "r");
    assert_non_null(in_memory);
    begin();
    fgetc(in_memory);
    assert_waits(0, 0);
    fclose(in_memory);
}

int main(void) {
    descriptors_are_this_process();
    note_listen(&listeners);
#define WAITS_TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        WAITS_TEST(a_descriptor_is_what_it_was_made_as),
        WAITS_TEST(a_number_is_asked_about_anew_once_it_is_closed),
        WAITS_TEST(what_is_no_descriptor_is_no_wait_and_keeps_errno),
        WAITS_TEST(a_child_that_is_not_told_of_changes_nothing),
        WAITS_TEST(reading_waits_for_whoever_writes),
        WAITS_TEST(time_and_services_are_asked_for),
        WAITS_TEST(a_lock_brings_nothing_unasked),
        WAITS_TEST(accepting_waits_for_a_client),
        WAITS_TEST(poll_waits_for_what_it_may_read),
        WAITS_TEST(select_waits_for_what_it_may_read),
        WAITS_TEST(a_set_of_epoll_is_all_that_was_added),
        WAITS_TEST(sleeping_is_a_wait_for_something_else),
        WAITS_TEST(semaphores_are_waits_for_something_else),
        WAITS_TEST(conditions_and_signals_are_waits_for_something_else),
        WAITS_TEST(some_waits_are_none),
        WAITS_TEST(reading_a_stream_waits_as_its_descriptor_does),
    };
    return cmocka_run_group_tests_name("waits", tests, NULL, NULL);
}
