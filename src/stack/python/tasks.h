/*
 * The task of asyncio that a thread runs. Its stack ends at the event loop, which goes from task to task; who
 * waits for it stands, suspended, between the two: what gather() runs is work of the coroutine that gathers.
 *
 * The event loop runs a task by a Handle, whose frame is on the stack, and which leads to the task. Others'
 * event loops (uvloop) have no such frame: then the stack is as it was walked.
 */
#ifndef LOOPLINE_STACK_PYTHON_TASKS_H
#define LOOPLINE_STACK_PYTHON_TASKS_H

#include "futures.h"
#include "objects.h"

/*
 * Looks for frames that run a task among `count` just walked; again only after the thread has entered another
 * context, as an event loop does for all that it runs. Returns true if there are any. The thread whose state
 * it is.
 */
bool python_tasks_expect(const struct python_futures *futures, const struct python_objects *objects,
                         const void *thread, const struct runtime_frame *frames, uint32_t count);

/*
 * Adds to `count` frames just walked those of who waits for the tasks among them, and returns how many there
 * are then. The thread whose state it is; only after python_tasks_expect has returned true.
 */
uint32_t python_tasks_insert(const struct python_futures *futures, const void *thread,
                             struct runtime_frame *frames, uint32_t count, uint32_t capacity);

#endif
