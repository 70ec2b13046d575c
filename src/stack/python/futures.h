/*
 * Futures and tasks of asyncio: who waits for them. A future holds what it calls once it is done: of one that
 * a task waits for, that is a method of the task. Of one that several wait for together (gather(), wait(), a
 * TaskGroup), or one among several, it is a function that refers to another future, which is waited for.
 *
 * CPython 3.11 to 3.13, the tasks that are written in C.
 */
#ifndef LOOPLINE_STACK_PYTHON_FUTURES_H
#define LOOPLINE_STACK_PYTHON_FUTURES_H

#include <stdbool.h>

#include "coroutines.h"
#include "foreign.h"
#include "names.h"

/* How to read them; all are the interpreter's, for as long as it lives. */
struct python_futures {
    const struct python_layout *layout;
    const struct python_awaiting_types *types;
    const struct python_names *names; /* NULL: attributes of instances are not read */
    struct foreign_proof *proof;      /* what was read is added to it; NULL: it is not kept */
};

/* Who waits for a task. */
struct python_waiter {
    const void *task; /* NULL: nobody is known to */
    bool of_several;  /* it waits for another future, which this task is one that leads to; others' to free */
};

/* Returns true for a future that is no task. `object` is one, or may be none with PYTHON_OTHERS. */
bool python_futures_is_future(const struct python_futures *futures, const void *object,
                              enum python_ownership whose);

/* Returns the task that a callback of the event loop's goes on with; NULL: none. */
const void *python_futures_task_of_callback(const struct python_futures *futures, const void *callback,
                                            enum python_ownership whose);

/* Returns who waits for a future or task. */
struct python_waiter python_futures_waiter(const struct python_futures *futures, const void *future,
                                           enum python_ownership whose);

/* Returns the task's coroutine; NULL: it has none any more. */
const void *python_futures_coroutine(const struct python_futures *futures, const void *task,
                                     enum python_ownership whose);

/*
 * Writes the frames of those who wait for a task, and of those who wait for them: innermost first. The
 * innermost frame of each that waits for several is marked (RUNTIME_FRAME_TASKS). Returns how many.
 */
uint32_t python_futures_walk_waiters(const struct python_futures *futures, const void *task,
                                     enum python_ownership whose, struct runtime_frame *frames,
                                     uint32_t capacity);

#endif
