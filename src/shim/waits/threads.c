/*
 * The calls in which a thread waits for another one, and those that wake one: other waits, as waits.c has
 * them, unless the one that wakes hands over work or answers (wakes.h).
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "capture/writer/hand_over.h"
#include "note.h"
#include "stack/walk/runtimes.h"
#include "wakes.h"

/* ---- waiting ---- */

/* A wait on something that another thread may end. */
struct wait {
    uintptr_t key;
    bool known;
};

static inline struct wait begin(const void *object) {
    const uintptr_t key = wakes_key_of(object);
    return (struct wait){key, wakes_begin(key)};
}

static inline void end(const struct wait *wait, bool woken, const void *caller) {
    if (!wait->known || wakes_end(wait->key, woken) == WAKES_BY_OTHERS)
        note_pause(true, caller);
}

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

static inline int end_of_semaphore(const struct wait *wait, sem_t *semaphore, int result,
                                   const void *caller) {
    if (!wait->known || wakes_end(wait->key, result == 0) == WAKES_BY_OTHERS) {
        if (wakes_is_lock_of_another(semaphore))
            note_sleep(true, caller);
        else
            note_pause(true, caller);
    }
    if (result == 0)
        wakes_note_taken(semaphore);
    return result;
}

static inline int take_free(sem_t *semaphore, int result) {
    if (result == 0)
        wakes_take_free(semaphore);
    return result;
}

HOOK int sem_init(sem_t *semaphore, int shared, unsigned value) {
    const int result = REAL(sem_init)(semaphore, shared, value);
    if (result == 0)
        wakes_note_made(semaphore, value);
    return result;
}

/* Another object may take its place in memory. */
HOOK int sem_destroy(sem_t *semaphore) {
    if (recorder_has_started())
        wakes_forget(wakes_key_of(semaphore));
    return REAL(sem_destroy)(semaphore);
}

HOOK int sem_wait(sem_t *semaphore) {
    if (!recorder_has_started())
        return REAL(sem_wait)(semaphore);
    if (!may_hand_over(semaphore))
        return take_free(semaphore, REAL(sem_wait)(semaphore));
    const struct wait wait = begin(semaphore);
    return end_of_semaphore(&wait, semaphore, REAL(sem_wait)(semaphore), CALLER);
}

HOOK int sem_timedwait(sem_t *semaphore, const struct timespec *until) {
    if (!recorder_has_started())
        return REAL(sem_timedwait)(semaphore, until);
    const struct wait wait = begin(semaphore);
    return end_of_semaphore(&wait, semaphore, REAL(sem_timedwait)(semaphore, until), CALLER);
}

HOOK int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until) {
    if (!REAL_EXISTS(sem_clockwait)) {
        errno = ENOSYS;
        return -1;
    }
    if (!recorder_has_started())
        return REAL(sem_clockwait)(semaphore, clock, until);
    const struct wait wait = begin(semaphore);
    return end_of_semaphore(&wait, semaphore, REAL(sem_clockwait)(semaphore, clock, until), CALLER);
}

HOOK int sem_trywait(sem_t *semaphore) {
    const int result = REAL(sem_trywait)(semaphore);
    return recorder_has_started() ? take_free(semaphore, result) : result;
}

/* Where there is an interpreter, its threads take turns by conditions (CPython's GIL): they say nothing. */
static inline bool conditions_tell(void) {
    return recorder_has_started() && runtimes_count() == 0;
}

/* Unless an interpreter tells that the program waits (Ruby's Queue#pop). */
static void note_wait_of_interpreter(const void *caller) {
    if (recorder_has_started() && runtimes_wait_for_work())
        note_pause(true, caller);
}

HOOK int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
    if (!conditions_tell()) {
        note_wait_of_interpreter(CALLER);
        return REAL(pthread_cond_wait)(condition, mutex);
    }
    const struct wait wait = begin(condition);
    const int error = REAL(pthread_cond_wait)(condition, mutex);
    end(&wait, error == 0, CALLER);
    return error;
}

HOOK int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                const struct timespec *until) {
    if (!conditions_tell()) {
        note_wait_of_interpreter(CALLER);
        return REAL(pthread_cond_timedwait)(condition, mutex, until);
    }
    const struct wait wait = begin(condition);
    const int error = REAL(pthread_cond_timedwait)(condition, mutex, until);
    end(&wait, error == 0, CALLER);
    return error;
}

/* ---- waking ---- */

static inline void wake(const pthread_cond_t *condition, bool all) {
    const uintptr_t key = wakes_key_of(condition);
    if (!conditions_tell())
        return;
    if (wakes_is_waited_on(key))
        wakes_wake(key, all);
    else
        hand_over_answer_early();
}

HOOK int sem_post(sem_t *semaphore) {
    if (recorder_has_started())
        wakes_give(semaphore);
    return REAL(sem_post)(semaphore);
}

HOOK int pthread_cond_signal(pthread_cond_t *condition) {
    wake(condition, false);
    return REAL(pthread_cond_signal)(condition);
}

HOOK int pthread_cond_broadcast(pthread_cond_t *condition) {
    wake(condition, true);
    return REAL(pthread_cond_broadcast)(condition);
}
