/*
 * Which thread wakes which: what each thread waits on, and the work that is handed over with the wake-up.
 *
 * A thread that waits notes what it waits on: a semaphore, a condition variable or a descriptor. A thread
 * that is about to wake it (sem_post, pthread_cond_signal, a write to the other end) leaves there what it
 * hands over: its stack, and what it is working on itself. The thread that is woken takes it. So the wake-up
 * that ended the wait, and not the time, tells whose work a thread does.
 *
 * - A thread that wakes one through which its own work came is answering it. That ends a wait and hands over
 *   nothing.
 * - A thread that posts a semaphore which it took itself is leaving a critical section. That hands over
 *   nothing either. A thread that posts a semaphore which another thread took, or which started at 0, wakes a
 *   thread that may not have begun to wait yet.
 * - A worker that never waits does not show when it turns to other work: it keeps the work it has.
 *
 * The table is bounded, so entries may be lost. Its locks are held for a few dozen instructions, and a thread
 * that cannot get one gives up after a bounded number of tries. All functions: any thread, also in a signal
 * handler; errno is kept.
 */
#ifndef LOOPLINE_SHIM_WAITS_WAKES_H
#define LOOPLINE_SHIM_WAITS_WAKES_H

#include <stdbool.h>
#include <stdint.h>

#include "descriptors.h"

enum { WAKES_SETS = 128, WAKES_WAYS = 4 };

/* What is waited on; 0: free. Read without a lock by every thread that may wake another. */
extern uintptr_t wakes_keys[WAKES_SETS][WAKES_WAYS] __attribute__((visibility("hidden")));

static inline uintptr_t wakes_key_of(const void *object) {
    return (uintptr_t)object;
}

/* Descriptors are small numbers, which are never addresses of objects. */
static inline uintptr_t wakes_key_of_descriptor(int descriptor) {
    return (uintptr_t)descriptor + 1;
}

static inline uint32_t wakes_set_of(uintptr_t key) {
    return (uint32_t)(((key >> 2) ^ (key >> 9) ^ key << 4) % WAKES_SETS);
}

/*
 * Returns true if a thread waits on it. Also, for a descriptor, if one has waited on it before, and for a
 * semaphore by which threads wake each other, as long as there is one.
 */
static inline bool wakes_is_waited_on(uintptr_t key) {
    const uintptr_t *keys = wakes_keys[wakes_set_of(key)];
    for (int i = 0; i < WAKES_WAYS; i++)
        if (__atomic_load_n(&keys[i], __ATOMIC_RELAXED) == key)
            return true;
    return false;
}

/*
 * Call when the calling thread is about to wait on it. Returns false if there is no room; then wakes_end must
 * not be called.
 */
bool wakes_begin(uintptr_t key);

/* How a wait ended. An answer may come before the wait. */
enum wakes_end {
    WAKES_BY_OTHERS, /* by no known thread, or by none at all */
    WAKES_BY_ANSWER, /* by a thread that was working for this one */
    WAKES_FOR_WORK,  /* by a thread that handed over work, which this one has taken */
};
enum wakes_end wakes_end(uintptr_t key, bool woken);

/* Call when the calling thread is about to wake one of the threads that wait on it, or all of them. */
void wakes_wake(uintptr_t key, bool all);

/* Call when the descriptor with this key is closed, or the semaphore destroyed. */
void wakes_forget(uintptr_t key);

/* Call in a forked child: no thread waits. */
void wakes_after_fork(void);

/*
 * Call when a semaphore is initialised with this value. One that starts at 0 exists to wake a thread. One
 * that starts higher counts resources, and a thread that posts it hands over nothing.
 */
void wakes_note_made(const void *semaphore, unsigned value);

/*
 * Returns true if another thread took the semaphore last: whoever waits for it now waits at a lock, for a
 * critical section to end. Call before wakes_note_taken.
 */
bool wakes_is_lock_of_another(const void *semaphore);

/* Call when the calling thread has taken a semaphore, with or without a wait. */
void wakes_note_taken(const void *semaphore);

/*
 * Call when the calling thread has taken a semaphore without having to wait: the thread that posted it may
 * have handed work over.
 */
void wakes_take_free(const void *semaphore);

/* Call when the calling thread is about to post a semaphore. */
void wakes_give(const void *semaphore);

/* Call when the calling thread is about to wait as long as the futex has this value. */
void wakes_note_expected(const void *futex, uint32_t value);

/* Returns true if the value is higher than the one that was waited at; than 0, where none is known. */
bool wakes_is_above_expected(const void *futex, uint32_t value);

#endif
