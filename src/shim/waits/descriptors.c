#include "descriptors.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc/confined.h"
#include "libc/functions.h"
#include "libc/status.h"
#include "shim/process/hook.h"

/* The module's state: words that are stored one by one, without an order between them. */
uint16_t descriptor_kinds[DESCRIPTOR_LIMIT];
static const struct descriptor_listeners *listeners; /* set while there are descriptors of that kind */
static pid_t owner;
static uint16_t readers[DESCRIPTOR_LIMIT]; /* of what is written: a descriptor plus one; 0: not known */
static int highest_pair;                   /* no descriptor above is of a pair */

/* Looks and asks nothing. */
static uint32_t known_kind(int descriptor) {
    return (unsigned)descriptor < DESCRIPTOR_LIMIT
               ? __atomic_load_n(&descriptor_kinds[descriptor], __ATOMIC_RELAXED)
               : DESCRIPTOR_UNKNOWN;
}

static void set_kind(int descriptor, uint32_t kind) {
    __atomic_store_n(&descriptor_kinds[descriptor], (uint16_t)kind, __ATOMIC_RELAXED);
}

/* Keeps the kinds' bits `kept` alone of the ends of pairs that are in the table. */
static void keep_of_pairs(uint32_t kept) {
    const int count = __atomic_load_n(&highest_pair, __ATOMIC_RELAXED) + 1;
    for (int i = 0; i < count; i++)
        if (known_kind(i) & ~kept)
            set_kind(i, known_kind(i) & kept ? known_kind(i) & kept : DESCRIPTOR_OTHER);
}

void descriptors_before_fork(void) {
    keep_of_pairs(~(uint32_t)DESCRIPTOR_MADE);
}

void descriptors_are_this_process(void) {
    owner = getpid();
    keep_of_pairs(~(uint32_t)(DESCRIPTOR_MADE | DESCRIPTOR_ASKED));
}

void descriptors_listen(const struct descriptor_listeners *given) {
    listeners = given;
}

int descriptor_reader(int descriptor) {
    return (unsigned)descriptor < DESCRIPTOR_LIMIT
               ? __atomic_load_n(&readers[descriptor], __ATOMIC_RELAXED) - 1
               : -1;
}

static uint32_t kind_of_socket(int descriptor) {
    int listens = 0;
    socklen_t length = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) == 0 && listens)
        return DESCRIPTOR_CLIENT;
    return DESCRIPTOR_OTHER;
}

static uint32_t ask_kernel(int descriptor) {
    struct stat status;
    if (process_is_confined())
        return DESCRIPTOR_UNKNOWN;
    if (descriptor_status(descriptor, &status) != 0)
        return DESCRIPTOR_UNKNOWN;
    switch (status.st_mode & S_IFMT) {
    case S_IFSOCK:
        return kind_of_socket(descriptor);
    case S_IFCHR: /* /dev/null, /dev/urandom */
        return isatty(descriptor) ? DESCRIPTOR_OTHER : DESCRIPTOR_FILE;
    case S_IFREG:
    case S_IFDIR:
    case S_IFBLK:
        return DESCRIPTOR_FILE;
    default: /* pipes; eventfd, inotify, timerfd, pidfd and their like have no type at all */
        return DESCRIPTOR_OTHER;
    }
}

/* Who wrote to this one writes to nobody: the next descriptor of the number is another's. */
static void forget_reader(int descriptor) {
    const int count = __atomic_load_n(&highest_pair, __ATOMIC_RELAXED) + 1;
    for (int i = 0; i < count; i++)
        if (descriptor_reader(i) == descriptor)
            __atomic_store_n(&readers[i], 0, __ATOMIC_RELAXED);
}

/*
 * The end of a pair is closed. If it is one that was written to, and the process has not forked since it made
 * the pair, then who writes from now on is a program that it has started and given the end (by vfork,
 * posix_spawn or clone): what that one sends has been asked for. A child of a fork may be anybody: a client
 * of a server, who is its parent.
 */
static void note_end_closed(int descriptor) {
    const int reader = descriptor_reader(descriptor);
    listeners->closed(descriptor);
    __atomic_store_n(&readers[descriptor], 0, __ATOMIC_RELAXED);
    forget_reader(descriptor);
    if (reader >= 0 && reader != descriptor &&
        known_kind(descriptor) & known_kind(reader) & DESCRIPTOR_MADE) {
        listeners->closed(reader);
        set_kind(reader, DESCRIPTOR_ASKED);
    }
}

/* A child of vfork closes descriptors of its own, and the memory is its parent's. */
void descriptor_note(int descriptor, uint32_t kind) {
    if ((unsigned)descriptor >= DESCRIPTOR_LIMIT || known_kind(descriptor) == kind || !process_is_enabled() ||
        (!process_is_confined() && getpid() != owner))
        return;
    if (known_kind(descriptor) & DESCRIPTOR_WAKES)
        note_end_closed(descriptor);
    set_kind(descriptor, kind);
}

uint32_t descriptor_kind_found(int descriptor) {
    const int saved = errno;
    const uint32_t kind = ask_kernel(descriptor);
    errno = saved;
    if (kind == DESCRIPTOR_UNKNOWN)
        return DESCRIPTOR_FILE;
    descriptor_note(descriptor, kind);
    return kind;
}

HOOK int socket(int domain, int type, int protocol) {
    const int descriptor = REAL(socket)(domain, type, protocol);
    descriptor_note(descriptor, DESCRIPTOR_OTHER);
    return descriptor;
}

/* Before the call: whether it waits or not, who answers is known from now on. The ends of a
   pair are known already. */
HOOK int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
    if (known_kind(descriptor) == DESCRIPTOR_OTHER)
        descriptor_note(descriptor, DESCRIPTOR_SERVICE);
    return REAL(connect)(descriptor, address, length);
}

HOOK int listen(int descriptor, int backlog) {
    const int result = REAL(listen)(descriptor, backlog);
    if (result == 0)
        descriptor_note(descriptor, DESCRIPTOR_CLIENT);
    return result;
}

/* ---- what threads wake each other by ---- */

static void note_highest(int descriptor) {
    int highest = __atomic_load_n(&highest_pair, __ATOMIC_RELAXED);
    while (highest < descriptor && descriptor < DESCRIPTOR_LIMIT &&
           !__atomic_compare_exchange_n(&highest_pair, &highest, descriptor, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
}

static void note_pair(int written, int read, uint32_t kind) {
    if (!listeners || (unsigned)written >= DESCRIPTOR_LIMIT || (unsigned)read >= DESCRIPTOR_LIMIT)
        return;
    kind |= DESCRIPTOR_OTHER | DESCRIPTOR_WAKES | (written != read ? DESCRIPTOR_MADE : 0);
    descriptor_note(written, kind);
    descriptor_note(read, kind);
    note_highest(written > read ? written : read);
    if (known_kind(written) & DESCRIPTOR_WAKES)
        __atomic_store_n(&readers[written], (uint16_t)(read + 1), __ATOMIC_RELAXED);
}

HOOK int pipe(int ends[2]) {
    const int result = REAL(pipe)(ends);
    if (result == 0)
        note_pair(ends[1], ends[0], 0);
    return result;
}

HOOK int pipe2(int ends[2], int flags) {
    const int result = REAL(pipe2)(ends, flags);
    if (result == 0)
        note_pair(ends[1], ends[0], 0);
    return result;
}

HOOK int socketpair(int domain, int type, int protocol, int ends[2]) {
    const int result = REAL(socketpair)(domain, type, protocol, ends);
    if (result == 0) {
        note_pair(ends[0], ends[1], DESCRIPTOR_SOCKET);
        note_pair(ends[1], ends[0], DESCRIPTOR_SOCKET);
    }
    return result;
}

HOOK int eventfd(unsigned count, int flags) {
    const int descriptor = REAL(eventfd)(count, flags);
    if (descriptor >= 0)
        note_pair(descriptor, descriptor, 0);
    return descriptor;
}

/* glibc makes the pipe by itself. */
static void note_program(FILE *stream) {
    const int saved = errno;
    const int descriptor = fileno_unlocked(stream);
    descriptor_note(descriptor, DESCRIPTOR_ASKED);
    note_highest(descriptor);
    errno = saved;
}

HOOK FILE *popen(const char *command, const char *mode) {
    FILE *stream = REAL(popen)(command, mode);
    if (stream && mode[0] == 'r')
        note_program(stream);
    return stream;
}

/* ---- closing ---- */

/* Before the call: after it the number may be another thread's already. */
HOOK int close(int descriptor) {
    descriptor_note(descriptor, DESCRIPTOR_UNKNOWN);
    return REAL(close)(descriptor);
}

static void note_stream_closed(FILE *stream) {
    const int saved = errno;
    descriptor_note(fileno_unlocked(stream), DESCRIPTOR_UNKNOWN);
    errno = saved;
}

HOOK int fclose(FILE *stream) {
    note_stream_closed(stream);
    return REAL(fclose)(stream);
}

HOOK int pclose(FILE *stream) {
    note_stream_closed(stream);
    return REAL(pclose)(stream);
}

static uint32_t kind_of_copy(int descriptor) {
    return known_kind(descriptor) & ~(uint32_t)(DESCRIPTOR_WAKES | DESCRIPTOR_MADE);
}

HOOK int dup2(int from, int to) {
    const int result = REAL(dup2)(from, to);
    if (result >= 0 && from != to)
        descriptor_note(to, kind_of_copy(from));
    return result;
}

HOOK int dup3(int from, int to, int flags) {
    const int result = REAL(dup3)(from, to, flags);
    if (result >= 0)
        descriptor_note(to, kind_of_copy(from));
    return result;
}

HOOK int epoll_ctl(int set, int operation, int descriptor, struct epoll_event *event) {
    const int result = REAL(epoll_ctl)(set, operation, descriptor, event);
    if (result == 0 && operation != EPOLL_CTL_DEL && process_is_enabled()) {
        descriptor_note(set, known_kind(set) | descriptor_kind(descriptor));
        if (descriptor_kind(descriptor) & DESCRIPTOR_WAKES)
            listeners->added(set, descriptor, event->data.u64);
    }
    return result;
}
