/*
 * The native stack of the calling thread: return addresses, innermost first.
 *
 * libunwind's unw_backtrace where libunwind.so.8 is installed, glibc's backtrace elsewhere. libunwind is
 * opened privately (RTLD_LOCAL) at the first statement: linking against it would rebind _Unwind_* of C++
 * code that the host opens later.
 */
#ifndef LOOPLINE_STACK_NATIVE_H
#define LOOPLINE_STACK_NATIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "libunwind.h"
#include "loopline/capture.h"

/*
 * Opens the unwinder and says which it is; again is fine. Call before the first native_stack_walk, and not
 * under a lock that a constructor may want: it calls the loader, and malloc. Any thread.
 */
enum loopline_unwinder native_stack_open(void);

/* In the child of a fork: what other threads were about in the unwinder is at an end. */
void native_stack_after_fork(void);

/* Writes up to `capacity` return addresses and returns how many. Any thread; takes no lock of ours. */
uint32_t native_stack_walk(void **frames, uint32_t capacity);

/* libunwind, where it goes frame by frame and what it says can be relied on; else NULL. Any thread. */
const struct libunwind *native_stack_steps(void);

/*
 * Code was unloaded from [start, end). libunwind's cache, keyed by address, describes it for good: once other
 * code is loaded there, all stacks are walked by glibc. Any thread.
 */
void native_stack_unloaded(uintptr_t start, uintptr_t end);

/* How often that was told. Any thread. */
uint32_t native_stack_unloads(void);

/* How many stacks were walked that way. */
uint32_t native_stack_fallbacks(void);

#endif
