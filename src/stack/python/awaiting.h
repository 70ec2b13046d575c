/*
 * Who waits for what the calling thread does: of asyncio, the coroutines that are suspended until a future is
 * done that the thread holds. A library hands its work to a thread together with a future (aiosqlite, anyio):
 * wherever the work was put meanwhile, the future leads to the task that waits for it.
 *
 * These objects are other threads', and may go away while they are read: all but the first is copied by the
 * kernel, which answers where nothing is mapped, and what is no object of the type that is expected ends the
 * search.
 */
#ifndef LOOPLINE_STACK_PYTHON_AWAITING_H
#define LOOPLINE_STACK_PYTHON_AWAITING_H

#include <stdint.h>

#include "futures.h"
#include "stack/runtime.h"

/*
 * The frames of the suspended coroutines, the innermost first, the task's own last, and of the greenlets that
 * they wait for; then those of who waits for that task. `thread` is the calling thread's state, in the middle
 * of a call. 0: nobody is known to wait, or the version is not one that this knows (3.11 to 3.13, with a
 * GIL).
 */
uint32_t python_awaiting_walk(const struct python_futures *futures, const void *thread,
                              struct runtime_frame *frames, uint32_t capacity);

#endif
