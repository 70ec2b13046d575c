/* Counts the entries of functions, so that two activations of one function can be told apart. x86-64. */
#ifndef FIELD_WITNESS_ENTRIES_H
#define FIELD_WITNESS_ENTRIES_H

#include <stdint.h>

/* Puts a breakpoint at the function's first byte, unless one is there. Callers hold a lock. */
void entries_watch(uintptr_t function);

/*
 * The number of the activation whose frame ends at that address: one number for each call since the function
 * has been watched, and one for the frame where it was entered before.
 */
uint64_t entries_activation(uintptr_t function, uintptr_t frame_end);

#endif
