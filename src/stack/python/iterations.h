/*
 * Frames that go over what a call gives them, until that is an agreed value: `for job in iter(queue.get,
 * None)`. Such a loop is told apart by the iterator that lies on the frame's stack of values. CPython 3.11
 * to 3.13.
 */
#ifndef LOOPLINE_STACK_PYTHON_ITERATIONS_H
#define LOOPLINE_STACK_PYTHON_ITERATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "layout.h"
#include "stack/runtime.h"

/*
 * Looks for such frames of the calling thread, whose state `thread` is; `iterator_type` is the interpreter's
 * type of what iter() makes of a function. Returns true if there are some that were not known before. Keeps
 * a bounded number; of others it is not known.
 */
bool python_iterations_expect(const struct python_layout *layout, const void *iterator_type,
                              const void *thread);

/*
 * Marks the frames that stand where such a loop was seen around them (RUNTIME_FRAME_TAKES). Any thread; only
 * after python_iterations_expect has returned true.
 */
void python_iterations_mark(struct runtime_frame *frames, uint32_t count);

#endif
