/*
 * The calls in which a thread waits for another one: other waits, as waits.c has them.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "note.h"
#include "stack/walk/runtimes.h"

/*
 * A semaphore hands over work, whether or not that is there already. Where there is an interpreter, it may be
 * one of its locks (CPython's), which says nothing unless it is taken; some of its code tries the lock first,
 * and some does not (_PyUnicode_FromId).
 */
static inline bool may_hand_over(sem_t *semaphore) {
    int value = 0;
    return runtimes_count() == 0 || !REAL_EXISTS(sem_getvalue) ||
           REAL(sem_getvalue)(semaphore, &value) != 0 || value <= 0;
}

HOOK int sem_wait(sem_t *semaphore) {
    if (recorder_watches_thread())
        note_pause(may_hand_over(semaphore), CALLER);
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
