/*
 * Notes what the calling thread waits for; for the hooks of this room, but for note_listen. All of it is safe
 * in a signal handler, and what is inlined into the hooks keeps their real calls in tail position.
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
 * What the drivers have to say of a wait: a thread waits for its database while an answer is due, and one
 * that serves connections in turn keeps a record for each. All are called on the waiting thread, maybe in a
 * signal handler.
 */
struct wait_listeners {
    bool (*is_under_way)(void);           /* a statement that the thread has sent is not answered */
    bool (*note_wait)(bool for_a_client); /* true: the wait has been noted in the records of connections */
    void (*note_message)(void);           /* something came from a client */
};

/* Once, from the constructor, before any thread waits. `listeners` has to last as long as the process. */
void note_listen(const struct wait_listeners *listeners);

/* A wait for something of these kinds (enum descriptor_kind), in a hook that `caller` called. */
void note_boundary(uint32_t kinds, const void *caller);

/* Something came from a client. */
void note_message_of_client(void);

/* A thread that takes turns waits for its databases in the same call as for everything else. */
static inline void note_wait(uint32_t kinds, const void *caller) {
    if (kinds & (DESCRIPTOR_CLIENT | DESCRIPTOR_OTHER | DESCRIPTOR_DATABASE))
        note_boundary(kinds, caller);
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

#endif
