/*
 * Notes what the calling thread waits for. All but note_listen is for the hooks of this room. Everything is
 * safe in a signal handler. What is inlined into the hooks leaves their real calls in tail position.
 */
#ifndef LOOPLINE_SHIM_WAITS_NOTE_H
#define LOOPLINE_SHIM_WAITS_NOTE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "descriptors.h"
#include "libc/functions.h"
#include "libc/readable.h"
#include "shim/process/hook.h"
#include "shim/recorder/recorder.h"

/*
 * How the drivers take part in a wait: a thread with a pending query waits for its database, and a thread
 * that serves connections in turn keeps a record for each. All are called on the waiting thread, possibly in
 * a signal handler.
 */
struct wait_listeners {
    bool (*is_under_way)(void);           /* true: a statement that the thread sent is not answered */
    bool (*note_wait)(bool for_a_client); /* true: the wait has been noted in the records of connections */
    void (*note_message)(void);           /* something arrived from a client */
};

/*
 * Sets the callbacks. Once, from the constructor, before any thread waits. `listeners` must live as long as
 * the process.
 */
void note_listen(const struct wait_listeners *listeners);

/* What `kinds` may hold besides enum descriptor_kind. */
enum { NOTE_TIME = 1 << 16 }; /* nothing is waited for that brings work */

/*
 * Notes a wait for any of these kinds (enum descriptor_kind, NOTE_TIME), in a hook that `caller` (a return
 * address) called.
 */
void note_boundary(uint32_t kinds, const void *caller);

/* Call when something arrived from a client. */
void note_message_of_client(void);

/*
 * The same, but ignores kinds that nobody waits for. A database counts: a thread whose requests take turns
 * waits for its databases in the same call as for everything else.
 */
static inline void note_wait(uint32_t kinds, const void *caller) {
    if (kinds & (DESCRIPTOR_CLIENT | DESCRIPTOR_OTHER | DESCRIPTOR_SERVICE | DESCRIPTOR_DATABASE | NOTE_TIME))
        note_boundary(kinds, caller);
}

/* Notes a wait for a message or a signal, if `waits`. */
static inline void note_pause(bool waits, const void *caller) {
    if (waits && recorder_watches_thread())
        note_boundary(DESCRIPTOR_OTHER, caller);
}

/* Notes a wait for time to pass, or for a lock, which brings nothing either, if `waits`. */
static inline void note_sleep(bool waits, const void *caller) {
    if (waits && recorder_watches_thread())
        note_boundary(NOTE_TIME, caller);
}

/*
 * Returns true if the real call failed because of a bad pointer. What the program points to is read only
 * after the real call, and only if this is false: the program must get its EFAULT.
 */
static inline bool is_refused(long result) {
    return result < 0 && errno == EFAULT;
}

/* Notes a pause of this length, unless it is 0. */
static inline void note_timed_pause(const struct timespec *length, const void *caller) {
    note_sleep(length->tv_sec || length->tv_nsec, caller);
}

/* Returns true if the timeout is 0; false if it is NULL, which means no timeout. */
static inline bool is_zero(const struct timespec *timeout) {
    return timeout && !timeout->tv_sec && !timeout->tv_nsec;
}

#endif
