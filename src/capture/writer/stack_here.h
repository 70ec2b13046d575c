/*
 * Records the stacks at which threads hand work over, and those at which they wait for work.
 *
 * A thread does this from few places, repeatedly, and must not be held up. So a walked stack is found by its
 * hash in a small table, and only a new one takes the lock. Nothing here is shared with the code for
 * statements, because a signal handler that hands work over may interrupt that.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_STACK_HERE_H
#define LOOPLINE_CAPTURE_WRITER_STACK_HERE_H

#include <stdint.h>

#include "thread_record.h"

/*
 * Returns the id of the calling thread's stack, with this origin; 0 if it cannot be kept. `thread_record` is
 * the calling thread's. Hold no lock; changes errno.
 */
uint32_t stack_here(struct thread_record *thread_record, struct stack_origin origin);

/*
 * Id of the stack of the coroutines that wait for what the calling thread does, which go on where the stack
 * `latest` does; 0: nobody is known to wait. As stack_here.
 */
uint32_t stack_awaiting(struct thread_record *thread_record, uint32_t latest);

#endif
