/*
 * The stacks at which threads wait for other things than databases and clients: they show in which loop a
 * thread waits, and at which of its lines.
 */
#ifndef LOOPLINE_SHIM_RECORDER_WAITING_STACKS_H
#define LOOPLINE_SHIM_RECORDER_WAITING_STACKS_H

#include <stdbool.h>

/*
 * Call when the calling thread waits. `unasked`: what comes may have been asked for by nobody; false if the
 * thread waits for time to pass, or for a service that this process has connected to. What a process sends
 * that the thread has forked since its latest statement, it has asked for. A thread that has run no
 * statement, or works for another, leaves no stack. Safe in a signal handler; keeps errno. Walks the stack.
 */
void waiting_stacks_note(bool unasked);

/* Call on a thread that is about to fork. Safe in a signal handler. */
void waiting_stacks_note_fork(void);

#endif
