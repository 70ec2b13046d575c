/*
 * The frames of a greenlet that is suspended. A coroutine may run a function in a greenlet and wait for what
 * that function waits for (SQLAlchemy's run_sync): the function's frames stand between the coroutine's and
 * those of what it waits for.
 *
 * These objects are other threads', and are read as those in awaiting.h are.
 */
#ifndef LOOPLINE_STACK_PYTHON_GREENLETS_H
#define LOOPLINE_STACK_PYTHON_GREENLETS_H

#include <stdbool.h>
#include <stdint.h>

#include "foreign.h"
#include "layout.h"
#include "stack/runtime.h"

/* Types of the interpreter: addresses in it. */
struct python_greenlet_types {
    const void *code;
    const void *frame;
};

/*
 * Writes the frames of the suspended greenlet that one of `count` local variables of a frame of this code
 * refers to, the innermost first. Returns how many; 0: none does. `locals`: the first of them, where it is.
 */
uint32_t python_greenlets_walk_local(const struct python_layout *layout,
                                     const struct python_greenlet_types *types, const void *code,
                                     const void *locals, uint32_t count, struct runtime_frame *frames,
                                     uint32_t capacity);

/*
 * Adds to `count` frames just walked those of suspended greenlets that coroutines among them wait for, and
 * returns how many there are then. The thread whose state it is; only after python_greenlets_expect has
 * returned true.
 */
uint32_t python_greenlets_insert(const struct python_layout *layout,
                                 const struct python_greenlet_types *types, const void *thread,
                                 struct runtime_frame *frames, uint32_t count, uint32_t capacity);

/*
 * Looks for coroutines on the thread's stack that wait for a greenlet. Returns true if there are any, here or
 * seen before. The thread whose state it is.
 */
bool python_greenlets_expect(const struct python_layout *layout, const void *thread);

/* Returns true for a greenlet, of any class made from greenlet's. `object` may be no object at all. */
bool python_greenlets_is(const struct python_layout *layout, const void *object);

/*
 * Writes the frames at which a greenlet is suspended, the innermost first. Returns how many; 0: it is not, or
 * is none.
 */
uint32_t python_greenlets_walk(const struct python_layout *layout, const struct python_greenlet_types *types,
                               const void *greenlet, enum python_ownership whose,
                               struct runtime_frame *frames, uint32_t capacity);

/* Returns false if frames of this code are known to have no greenlet among their variables. */
bool python_greenlets_may_be_in(const void *code);

#endif
