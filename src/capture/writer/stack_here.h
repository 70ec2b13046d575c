/*
 * The stacks at which a thread hands work over, and those at which it waits for work: in the capture, by id.
 *
 * A thread does so from few places, again and again, in the middle of something that must not wait for us.
 * So what was walked is recognised by its hash in a small table, and only what is new takes the lock. All of
 * it is apart from what statements use, which a signal handler that hands work over may interrupt.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_STACK_HERE_H
#define LOOPLINE_CAPTURE_WRITER_STACK_HERE_H

#include <stdint.h>

#include "thread_record.h"

/*
 * Id of the stack that the calling thread stands at, of this origin; 0: it cannot be kept. The thread record
 * is the calling thread's. Not under any lock; changes errno.
 */
uint32_t stack_here(struct thread_record *thread_record, struct stack_origin origin);

#endif
