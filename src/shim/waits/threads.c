/*
 * The calls in which a thread waits for another one: other waits, as waits.c has them.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "note.h"
#include "stack/walk/runtimes.h"

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
