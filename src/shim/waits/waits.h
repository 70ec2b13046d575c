/*
 * For hooks of calls that wait in a way of their own.
 */
#ifndef LOOPLINE_SHIM_WAITS_H
#define LOOPLINE_SHIM_WAITS_H

#include <stdbool.h>

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
void waits_listen(const struct wait_listeners *listeners);

/*
 * The calling thread is about to read from a descriptor, in a hook that `caller` (a return address) called: a
 * boundary, unless nobody is waited for (see waits.c). Safe in a signal handler; keeps errno.
 */
void waits_note_reading(int descriptor, const void *caller);

#endif
