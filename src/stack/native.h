/*
 * The native stack of the calling thread: return addresses, innermost first.
 *
 * Walked here, by the unwind tables of the objects on it: libunwind and glibc's backtrace make system calls,
 * want kilobytes of the caller's stack, locks, and memory for each thread, none of which a host expects of a
 * database call.
 */
#ifndef LOOPLINE_STACK_NATIVE_H
#define LOOPLINE_STACK_NATIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "frame_rule.h"

/* Where a walk stands: the registers as they are in a frame, as far as a walk follows them. */
struct stack_position {
    uintptr_t stack;         /* stack pointer */
    uintptr_t frame_pointer; /* the register's value */
    uintptr_t pointer_place; /* where an inner frame has kept that value; 0: still in the register */
    uintptr_t instruction;
    bool interrupted; /* the instruction is the next one, and not one behind a call */
};

/*
 * The caller of the function with this frame address (__builtin_frame_address(0)), which may not return while
 * the walk goes on.
 */
struct stack_position native_stack_caller(uintptr_t frame);

/* The rule of the frame. Any thread; may wait for the loader where the frame is new. */
struct frame_rule native_stack_rule(const struct stack_position *position);

/* One frame further out; false where there is none, or none that can be found. */
bool native_stack_step(struct stack_position *position, const struct frame_rule *rule);

/*
 * Writes up to `capacity` return addresses, the first that of the function with this frame address, and
 * returns how many. Any thread; takes no lock of ours.
 */
uint32_t native_stack_walk(uintptr_t frame, void **frames, uint32_t capacity);

/* Code was unloaded: what is known by address is void. Any thread. */
void native_stack_unloaded(void);

/* How often that was told. Any thread. */
uint32_t native_stack_unloads(void);

#endif
