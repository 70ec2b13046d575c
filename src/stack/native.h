/*
 * The native stack of the calling thread: return addresses, innermost first.
 *
 * The walk follows the unwind tables of the objects on the stack. libunwind and glibc's backtrace make system
 * calls, take locks, and need kilobytes of the caller's stack and memory for each thread; a host does not
 * expect that of a database call.
 */
#ifndef LOOPLINE_STACK_NATIVE_H
#define LOOPLINE_STACK_NATIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "frame_rule.h"

/* The position of a walk: the registers in one frame, as far as a walk tracks them. */
struct stack_position {
    uintptr_t stack;         /* stack pointer */
    uintptr_t frame_pointer; /* the register's value */
    uintptr_t pointer_place; /* where an inner frame saved that value; 0: still in the register */
    uintptr_t instruction;
    bool interrupted; /* `instruction` is the next to run, not the one after a call */
};

/*
 * Returns the position in the caller of the function with this frame address (__builtin_frame_address(0)).
 * That function must not return during the walk.
 */
struct stack_position native_stack_caller(uintptr_t frame);

/* Returns the rule of the frame. Any thread; may wait for the loader if the address is new. */
struct frame_rule native_stack_rule(const struct stack_position *position);

/*
 * Moves one frame further out. Returns false if there is none or it cannot be found. The position's own
 * thread.
 */
bool native_stack_step(struct stack_position *position, const struct frame_rule *rule);

/*
 * Writes up to `capacity` return addresses, innermost first, beginning with that of the function with this
 * frame address. Returns how many. Walks the calling thread; takes no lock of the shim's, but may wait for
 * the loader.
 */
uint32_t native_stack_walk(uintptr_t frame, void **frames, uint32_t capacity);

/* Call when code was unloaded: forgets what is known of addresses. Any thread. */
void native_stack_unloaded(void);

/* Returns how often native_stack_unloaded was called. Any thread. */
uint32_t native_stack_unloads(void);

#endif
