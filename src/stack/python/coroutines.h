/* The frames of suspended coroutines, and of the greenlets that they wait for. CPython 3.11 to 3.13. */
#ifndef LOOPLINE_STACK_PYTHON_COROUTINES_H
#define LOOPLINE_STACK_PYTHON_COROUTINES_H

#include <stdint.h>

#include "foreign.h"
#include "greenlets.h"
#include "layout.h"
#include "stack/runtime.h"

/* Types of the interpreter: addresses in it. */
struct python_awaiting_types {
    const void *code;
    const void *coroutine;
    const void *generator;
    const void *async_generator;
    const void *builtin;
    const void *function;
    const void *method;
    const void *cell;
    struct python_greenlet_types greenlet;
};

/* Returns where a coroutine keeps its frame. */
const void *python_coroutine_frame(const struct python_layout *layout, const void *coroutine);

/*
 * Writes the frames of a suspended coroutine and of what it waits for, as far as that has frames: innermost
 * first. Returns how many; 0: it is no coroutine, or does not wait. `whose`: it is what the calling thread's
 * frames lead to, or may be any thread's, and no coroutine at all. Where they stand is added to `proof`,
 * which may be NULL.
 */
uint32_t python_coroutines_walk(const struct python_layout *layout, const struct python_awaiting_types *types,
                                const void *coroutine, enum python_ownership whose,
                                struct runtime_frame *frames, uint32_t capacity, struct foreign_proof *proof);

#endif
