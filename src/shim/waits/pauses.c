/*
 * The calls in which a thread waits for the time, for a message or for a signal: other waits, as waits.c has
 * them.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "note.h"

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
    note_sleep(microseconds != 0, CALLER);
    return REAL(usleep)(microseconds);
}

HOOK unsigned sleep(unsigned seconds) {
    note_sleep(seconds != 0, CALLER);
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
