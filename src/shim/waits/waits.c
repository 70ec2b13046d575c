/*
 * The calls in which a thread waits for somebody else than a database: for a client (hard), for anything else
 * (soft; see boundary.h). Each only raises a number of the thread.
 *
 * What a thread receives from a client while its statements are under way is noted too (soft): requests that
 * take turns are told by how many messages came.
 *
 * No boundary are: a call that does not wait (a timeout of 0, MSG_DONTWAIT), one that only looks (MSG_PEEK),
 * waiting until something can be written, a wait of libpq or SQLite themselves, and any wait while a
 * statement that the thread has sent is not answered. Waiting for a database connection that has nothing to
 * answer is soft: what comes then is a notification. What glibc waits for by itself is not seen (scanf,
 * getaddrinfo).
 *
 * A set of epoll is known by what was added to it by epoll_ctl; filled by io_uring it counts as soft.
 *
 * All of it is safe in a signal handler. What needs nothing of the program's memory is noted before the real
 * call, which then is in tail position, where cancellation and errno are its own; the rest after it.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "waits.h"
#include "capture/writer/boundary.h"
#include "descriptors.h"
#include "libc/functions.h"
#include "libc/readable.h"
#include "shim/loader/libraries.h"
#include "shim/process/hook.h"
#include "shim/recorder/recorder.h"
#include "stack/walk/runtimes.h"

enum { KINDS_OF_BOUNDARIES = DESCRIPTOR_CLIENT | DESCRIPTOR_OTHER, SCAN_LIMIT = DESCRIPTOR_LIMIT };

/* The module's state; only a thread that has run a statement asks, and that is after the constructor. */
static const struct wait_listeners *listeners;

void waits_listen(const struct wait_listeners *given) {
    listeners = given;
}

static __attribute__((noinline)) void note_boundary(uint32_t kinds, const void *caller) {
    if (libraries_made_call(caller))
        return;
    if ((kinds & KINDS_OF_BOUNDARIES) && listeners->note_wait(kinds & DESCRIPTOR_CLIENT))
        return;
    if (listeners->is_under_way())
        return;
    if (kinds & DESCRIPTOR_CLIENT)
        boundaries.client_waits++;
    else
        boundaries.other_waits++;
}

/* A thread that takes turns waits for its databases in the same call as for everything else. */
static inline void note_wait(uint32_t kinds, const void *caller) {
    if (kinds & (KINDS_OF_BOUNDARIES | DESCRIPTOR_DATABASE))
        note_boundary(kinds, caller);
}

/* Waiting for one descriptor, for something to read. */
static inline void note_reading(int descriptor, const void *caller) {
    if (recorder_watches_thread())
        note_wait(descriptor_kind(descriptor), caller);
}

void waits_note_reading(int descriptor, const void *caller) {
    note_reading(descriptor, caller);
}

static inline void note_receiving(int descriptor, int flags, const void *caller) {
    if (!(flags & (MSG_DONTWAIT | MSG_PEEK)))
        note_reading(descriptor, caller);
}

/* Waiting for the time, a message or a signal. */
static inline void note_pause(bool waits, const void *caller) {
    if (waits && recorder_watches_thread())
        note_boundary(DESCRIPTOR_OTHER, caller);
}

/*
 * What the program points to is looked at after the real call, and only where that did not find fault with
 * it: a bad pointer is the program's to hear of, as EFAULT.
 */
static inline bool is_refused(long result) {
    return result < 0 && errno == EFAULT;
}

/* A pause of no length waits for nothing. */
static inline void note_timed_pause(const struct timespec *length, const void *caller) {
    note_pause(length->tv_sec || length->tv_nsec, caller);
}

static inline bool is_zero(const struct timespec *timeout) {
    return timeout && !timeout->tv_sec && !timeout->tv_nsec;
}

/* ---- accept ---- */

static inline void note_accepting(const void *caller) {
    if (recorder_watches_thread())
        note_boundary(DESCRIPTOR_CLIENT, caller);
}

HOOK int accept(int listening, struct sockaddr *address, socklen_t *length) {
    note_accepting(CALLER);
    const int descriptor = REAL(accept)(listening, address, length);
    descriptor_note(descriptor, DESCRIPTOR_CLIENT);
    return descriptor;
}

HOOK int accept4(int listening, struct sockaddr *address, socklen_t *length, int flags) {
    note_accepting(CALLER);
    const int descriptor = REAL(accept4)(listening, address, length, flags);
    descriptor_note(descriptor, DESCRIPTOR_CLIENT);
    return descriptor;
}

/* ---- poll ---- */

static uint32_t kinds_of_entries(const struct pollfd *entries, nfds_t count) {
    uint32_t kinds = count ? 0 : DESCRIPTOR_OTHER;
    for (nfds_t i = 0; i < count && i < SCAN_LIMIT && !(kinds & DESCRIPTOR_CLIENT); i++)
        if (entries[i].fd >= 0 && entries[i].events & (POLLIN | POLLPRI | POLLRDNORM | POLLRDHUP))
            kinds |= descriptor_kind(entries[i].fd);
    return kinds;
}

static inline void note_poll(const struct pollfd *entries, nfds_t count, bool waits, const void *caller) {
    if (waits && recorder_watches_thread())
        note_wait(kinds_of_entries(entries, count), caller);
}

HOOK int poll(struct pollfd *entries, nfds_t count, int milliseconds) {
    const int result = REAL(poll)(entries, count, milliseconds);
    if (!is_refused(result))
        note_poll(entries, count, milliseconds != 0, CALLER);
    return result;
}

HOOK int ppoll(struct pollfd *entries, nfds_t count, const struct timespec *timeout,
               const sigset_t *signals) {
    const int result = REAL(ppoll)(entries, count, timeout, signals);
    if (!is_refused(result))
        note_poll(entries, count, !is_zero(timeout), CALLER);
    return result;
}

HOOK int __poll_chk(struct pollfd *entries, nfds_t count, int milliseconds, size_t capacity) {
    const int result = REAL(__poll_chk)(entries, count, milliseconds, capacity);
    if (!is_refused(result))
        note_poll(entries, count, milliseconds != 0, CALLER);
    return result;
}

HOOK int __ppoll_chk(struct pollfd *entries, nfds_t count, const struct timespec *timeout,
                     const sigset_t *signals, size_t capacity) {
    const int result = REAL(__ppoll_chk)(entries, count, timeout, signals, capacity);
    if (!is_refused(result))
        note_poll(entries, count, !is_zero(timeout), CALLER);
    return result;
}

/* ---- select ---- */

static uint32_t kinds_of_set(int count, const fd_set *set) {
    uint32_t kinds = 0;
    for (int i = 0; i < count && i < SCAN_LIMIT && !(kinds & DESCRIPTOR_CLIENT); i++) {
        const unsigned long word = (unsigned long)set->fds_bits[i / NFDBITS];
        if (word >> (i % NFDBITS) & 1)
            kinds |= descriptor_kind(i);
    }
    return kinds;
}

/* Before the real call, which leaves in the set what is ready: the set is not known to be good yet. */
static uint32_t kinds_to_read(int count, const fd_set *set, bool without_sets) {
    if (!recorder_watches_thread())
        return 0;
    if (without_sets || count <= 0)
        return DESCRIPTOR_OTHER;
    const size_t words = ((size_t)count + NFDBITS - 1) / NFDBITS;
    return set && memory_is_readable(set, words * sizeof(fd_mask)) ? kinds_of_set(count, set) : 0;
}

/* glibc reads the length itself; a bad one is the program's end without us too (sysdeps/…/select.c, 2.36). */
static bool selects_at_once(const struct timeval *timeout) {
    return timeout && recorder_watches_thread() && !timeout->tv_sec && !timeout->tv_usec;
}

HOOK int select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional, struct timeval *timeout) {
    const uint32_t kinds = kinds_to_read(count, readable, !readable && !writable && !exceptional);
    const bool at_once = selects_at_once(timeout);
    const int result = REAL(select)(count, readable, writable, exceptional, timeout);
    if (!at_once && kinds && !is_refused(result))
        note_wait(kinds, CALLER);
    return result;
}

HOOK int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
                 const struct timespec *timeout, const sigset_t *signals) {
    const uint32_t kinds = kinds_to_read(count, readable, !readable && !writable && !exceptional);
    const int result = REAL(pselect)(count, readable, writable, exceptional, timeout, signals);
    if (kinds && !is_refused(result) && !is_zero(timeout))
        note_wait(kinds, CALLER);
    return result;
}

/* ---- epoll ---- */

HOOK int epoll_wait(int set, struct epoll_event *events, int count, int milliseconds) {
    if (milliseconds != 0)
        note_reading(set, CALLER);
    return REAL(epoll_wait)(set, events, count, milliseconds);
}

HOOK int epoll_pwait(int set, struct epoll_event *events, int count, int milliseconds,
                     const sigset_t *signals) {
    if (milliseconds != 0)
        note_reading(set, CALLER);
    return REAL(epoll_pwait)(set, events, count, milliseconds, signals);
}

HOOK int epoll_pwait2(int set, struct epoll_event *events, int count, const struct timespec *timeout,
                      const sigset_t *signals) {
    if (!REAL_EXISTS(epoll_pwait2)) {
        errno = ENOSYS;
        return -1;
    }
    const int result = REAL(epoll_pwait2)(set, events, count, timeout, signals);
    if (!is_refused(result) && !is_zero(timeout))
        note_reading(set, CALLER);
    return result;
}

/* ---- Reading ---- */

HOOK ssize_t read(int descriptor, void *buffer, size_t bytes) {
    note_reading(descriptor, CALLER);
    return REAL(read)(descriptor, buffer, bytes);
}

HOOK ssize_t __read_chk(int descriptor, void *buffer, size_t bytes, size_t capacity) {
    note_reading(descriptor, CALLER);
    return REAL(__read_chk)(descriptor, buffer, bytes, capacity);
}

HOOK ssize_t readv(int descriptor, const struct iovec *parts, int count) {
    note_reading(descriptor, CALLER);
    return REAL(readv)(descriptor, parts, count);
}

/* Not in tail position: only what came tells of a request. */
static inline ssize_t note_message(int descriptor, int flags, ssize_t received) {
    if (received > 0 && !(flags & MSG_PEEK) && recorder_watches_thread() &&
        (descriptor_kind(descriptor) & DESCRIPTOR_CLIENT)) {
        boundaries.other_waits++;
        listeners->note_message();
    }
    return received;
}

HOOK ssize_t recv(int descriptor, void *buffer, size_t bytes, int flags) {
    note_receiving(descriptor, flags, CALLER);
    return note_message(descriptor, flags, REAL(recv)(descriptor, buffer, bytes, flags));
}

HOOK ssize_t __recv_chk(int descriptor, void *buffer, size_t bytes, size_t capacity, int flags) {
    note_receiving(descriptor, flags, CALLER);
    return note_message(descriptor, flags, REAL(__recv_chk)(descriptor, buffer, bytes, capacity, flags));
}

HOOK ssize_t recvfrom(int descriptor, void *buffer, size_t bytes, int flags, struct sockaddr *address,
                      socklen_t *length) {
    note_receiving(descriptor, flags, CALLER);
    return note_message(descriptor, flags, REAL(recvfrom)(descriptor, buffer, bytes, flags, address, length));
}

HOOK ssize_t __recvfrom_chk(int descriptor, void *buffer, size_t bytes, size_t capacity, int flags,
                            struct sockaddr *address, socklen_t *length) {
    note_receiving(descriptor, flags, CALLER);
    return note_message(descriptor, flags,
                        REAL(__recvfrom_chk)(descriptor, buffer, bytes, capacity, flags, address, length));
}

HOOK ssize_t recvmsg(int descriptor, struct msghdr *message, int flags) {
    note_receiving(descriptor, flags, CALLER);
    return note_message(descriptor, flags, REAL(recvmsg)(descriptor, message, flags));
}

/* ---- The time, messages, signals ---- */

HOOK int nanosleep(const struct timespec *duration, struct timespec *rest) {
    const int result = REAL(nanosleep)(duration, rest);
    if (!is_refused(result))
        note_timed_pause(duration, CALLER);
    return result;
}

HOOK int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *rest) {
    const int error = REAL(clock_nanosleep)(clock, flags, time, rest);
    if (error == 0 || error == EINTR)
        note_timed_pause(time, CALLER);
    return error;
}

HOOK int usleep(useconds_t microseconds) {
    note_pause(microseconds != 0, CALLER);
    return REAL(usleep)(microseconds);
}

HOOK unsigned sleep(unsigned seconds) {
    note_pause(seconds != 0, CALLER);
    return REAL(sleep)(seconds);
}

HOOK int thrd_sleep(const struct timespec *duration, struct timespec *rest) {
    const int result = REAL(thrd_sleep)(duration, rest);
    if (result >= -1) /* 0, or interrupted */
        note_timed_pause(duration, CALLER);
    return result;
}

/* In glibc before 2.34 these two lie in a library of their own, which may come later. */
HOOK ssize_t mq_receive(mqd_t queue, char *message, size_t bytes, unsigned *priority) {
    note_pause(true, CALLER);
    if (REAL_EXISTS(mq_receive))
        return REAL(mq_receive)(queue, message, bytes, priority);
    errno = ENOSYS;
    return -1;
}

HOOK ssize_t mq_timedreceive(mqd_t queue, char *message, size_t bytes, unsigned *priority,
                             const struct timespec *until) {
    if (!REAL_EXISTS(mq_timedreceive)) {
        errno = ENOSYS;
        return -1;
    }
    const ssize_t result = REAL(mq_timedreceive)(queue, message, bytes, priority, until);
    if (!is_refused(result))
        note_pause(!is_zero(until), CALLER);
    return result;
}

HOOK ssize_t msgrcv(int queue, void *message, size_t bytes, long type, int flags) {
    note_pause(!(flags & IPC_NOWAIT), CALLER);
    return REAL(msgrcv)(queue, message, bytes, type, flags);
}

HOOK int sigwait(const sigset_t *signals, int *signal) {
    note_pause(true, CALLER);
    return REAL(sigwait)(signals, signal);
}

HOOK int sigwaitinfo(const sigset_t *signals, siginfo_t *information) {
    note_pause(true, CALLER);
    return REAL(sigwaitinfo)(signals, information);
}

HOOK int sigtimedwait(const sigset_t *signals, siginfo_t *information, const struct timespec *timeout) {
    const int result = REAL(sigtimedwait)(signals, information, timeout);
    if (!is_refused(result))
        note_pause(!is_zero(timeout), CALLER);
    return result;
}

HOOK int sigsuspend(const sigset_t *signals) {
    note_pause(true, CALLER);
    return REAL(sigsuspend)(signals);
}

HOOK int pause(void) {
    note_pause(true, CALLER);
    return REAL(pause)();
}

/* ---- Other threads ---- */

/*
 * A semaphore hands over work, or is the lock of an interpreter (CPython's), which tries it first and waits
 * for it only where it is taken.
 */
HOOK int sem_wait(sem_t *semaphore) {
    note_pause(true, CALLER);
    return REAL(sem_wait)(semaphore);
}

HOOK int sem_timedwait(sem_t *semaphore, const struct timespec *until) {
    note_pause(true, CALLER);
    return REAL(sem_timedwait)(semaphore, until);
}

HOOK int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until) {
    note_pause(true, CALLER);
    if (REAL_EXISTS(sem_clockwait))
        return REAL(sem_clockwait)(semaphore, clock, until);
    errno = ENOSYS;
    return -1;
}

/* Where there is an interpreter, its threads take turns by conditions (CPython's GIL): they say nothing. */
HOOK int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
    note_pause(runtimes_count() == 0, CALLER);
    return REAL(pthread_cond_wait)(condition, mutex);
}

HOOK int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                const struct timespec *until) {
    note_pause(runtimes_count() == 0, CALLER);
    return REAL(pthread_cond_timedwait)(condition, mutex, until);
}
