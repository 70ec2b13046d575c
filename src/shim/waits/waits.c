/*
 * The calls in which a thread waits for something to read or to accept: for a client, or for anything else
 * but a database (see boundary.h). Each raises a number of the thread and does nothing more. pauses.c and
 * threads.c have the calls that wait for the time and for other threads.
 *
 * What a thread receives from a client while its statements are under way counts as another wait: the number
 * of messages tells requests apart that take turns.
 *
 * These are no boundary: a call that does not wait (a timeout of 0, MSG_DONTWAIT), one that only looks
 * (MSG_PEEK), waiting until something can be written, waiting for what a program answers that this process
 * has started, a wait of libpq or SQLite themselves, and any wait while a statement that the thread has sent
 * is not answered. Waiting for a database connection that has nothing to answer is another wait: what comes
 * then is a notification. Loopline does not see what glibc waits for by itself (scanf, getaddrinfo).
 *
 * A set of epoll is known by what epoll_ctl added to it; one that io_uring filled counts as another wait.
 *
 * All of it is safe in a signal handler. What needs nothing of the program's memory is noted before the real
 * call, which then is in tail position, where cancellation and errno are its own; the rest is noted after it.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "waits.h"

#include "note.h"
#include "wake_sets.h"
#include "wakes.h"

enum { SCAN_LIMIT = DESCRIPTOR_LIMIT };

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
    uint32_t kinds = count ? 0 : NOTE_TIME;
    for (nfds_t i = 0; i < count && i < SCAN_LIMIT && !(kinds & DESCRIPTOR_CLIENT); i++)
        if (entries[i].fd >= 0 && entries[i].events & (POLLIN | POLLPRI | POLLRDNORM | POLLRDHUP))
            kinds |= descriptor_kind(entries[i].fd);
    return kinds;
}

/* All that came is other threads that hand over work, or answer. Any event may be of a descriptor. */
static __attribute__((noinline)) bool came_from_threads(const struct pollfd *entries, nfds_t count) {
    bool came = false;
    for (nfds_t i = 0; i < count && i < SCAN_LIMIT; i++) {
        if (entries[i].fd < 0 || !entries[i].revents)
            continue;
        const uintptr_t key = wakes_key_of_descriptor(entries[i].fd);
        if (!(descriptor_kind(entries[i].fd) & DESCRIPTOR_WAKES) || !wakes_begin(key) ||
            wakes_end(key, true) == WAKES_BY_OTHERS)
            return false;
        wake_sets_tell(entries[i].fd);
        came = true;
    }
    return came;
}

static inline void note_poll(const struct pollfd *entries, nfds_t count, bool waits, const void *caller) {
    if (!waits || !recorder_has_started())
        return;
    const uint32_t kinds = kinds_of_entries(entries, count);
    if (kinds & DESCRIPTOR_WAKES && came_from_threads(entries, count))
        return;
    if (recorder_watches_thread())
        note_wait(kinds, caller);
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
        return NOTE_TIME;
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

static inline bool set_has_wakes(int set) {
    return recorder_has_started() && (descriptor_kind(set) & DESCRIPTOR_WAKES);
}

/* Of a set that threads wake each other by, what came tells. */
static __attribute__((noinline)) int note_set(int set, const struct epoll_event *events, int result,
                                              bool waits, const void *caller) {
    if (is_refused(result))
        return result;
    const int saved = errno;
    if (!wake_sets_end(set, events, result > 0 ? result : 0) && waits)
        note_reading(set, caller);
    errno = saved;
    return result;
}

HOOK int epoll_wait(int set, struct epoll_event *events, int count, int milliseconds) {
    if (set_has_wakes(set)) {
        wake_sets_begin(set);
        return note_set(set, events, REAL(epoll_wait)(set, events, count, milliseconds), milliseconds != 0,
                        CALLER);
    }
    if (milliseconds != 0)
        note_reading(set, CALLER);
    return REAL(epoll_wait)(set, events, count, milliseconds);
}

HOOK int epoll_pwait(int set, struct epoll_event *events, int count, int milliseconds,
                     const sigset_t *signals) {
    if (set_has_wakes(set)) {
        wake_sets_begin(set);
        return note_set(set, events, REAL(epoll_pwait)(set, events, count, milliseconds, signals),
                        milliseconds != 0, CALLER);
    }
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
    const bool has_wakes = set_has_wakes(set);
    if (has_wakes)
        wake_sets_begin(set);
    const int result = REAL(epoll_pwait2)(set, events, count, timeout, signals);
    if (has_wakes)
        return note_set(set, events, result, !is_zero(timeout), CALLER);
    if (!is_refused(result) && !is_zero(timeout))
        note_reading(set, CALLER);
    return result;
}

/* ---- Reading ---- */

/* Another thread may be who is waited for: what it has to do with this one is known after the real call. */
static inline bool may_be_woken(int descriptor) {
    return (unsigned)descriptor < DESCRIPTOR_LIMIT &&
           __builtin_expect(descriptor_kinds[descriptor] & DESCRIPTOR_WAKES, 0) && recorder_has_started();
}

static __attribute__((noinline)) void note_woken(int descriptor, bool woken, const void *caller) {
    const int saved = errno;
    const uintptr_t key = wakes_key_of_descriptor(descriptor);
    if (!wake_sets_told(descriptor) && wakes_end(key, woken) == WAKES_BY_OTHERS)
        note_reading(descriptor, caller);
    errno = saved;
}

static inline ssize_t note_read(int descriptor, ssize_t result, const void *caller) {
    note_woken(descriptor, result > 0, caller);
    return result;
}

HOOK ssize_t read(int descriptor, void *buffer, size_t bytes) {
    if (may_be_woken(descriptor)) {
        wakes_begin(wakes_key_of_descriptor(descriptor));
        return note_read(descriptor, REAL(read)(descriptor, buffer, bytes), CALLER);
    }
    note_reading(descriptor, CALLER);
    return REAL(read)(descriptor, buffer, bytes);
}

HOOK ssize_t __read_chk(int descriptor, void *buffer, size_t bytes, size_t capacity) {
    if (may_be_woken(descriptor)) {
        wakes_begin(wakes_key_of_descriptor(descriptor));
        return note_read(descriptor, REAL(__read_chk)(descriptor, buffer, bytes, capacity), CALLER);
    }
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
        note_message_of_client();
    }
    return received;
}

HOOK ssize_t recv(int descriptor, void *buffer, size_t bytes, int flags) {
    if (may_be_woken(descriptor) && !(flags & (MSG_DONTWAIT | MSG_PEEK))) {
        wakes_begin(wakes_key_of_descriptor(descriptor));
        return note_read(descriptor, REAL(recv)(descriptor, buffer, bytes, flags), CALLER);
    }
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
