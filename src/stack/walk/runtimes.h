/*
 * The interpreters of this process: which were found, and their frames for the thread that asks.
 */
#ifndef LOOPLINE_STACK_WALK_RUNTIMES_H
#define LOOPLINE_STACK_WALK_RUNTIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/runtime.h"

/* Looks for interpreters that are not found yet. True when one was found just now. Any thread. */
bool runtimes_detect(void);

/*
 * Returns once no other thread is looking for interpreters, or after a twentieth of a second: whoever is
 * looking may be waiting for a lock of the loader that the caller holds.
 */
void runtimes_await_detection(void);

/* How many were found, and what they are; index from 0. */
uint32_t runtimes_count(void);
const struct runtime *runtimes_get(uint32_t index, struct runtime_identity *identity);

/* One of this kind was found. Any thread. */
bool runtimes_include(enum loopline_runtime_kind kind);

/* As `waits_for_work` of struct runtime, of any that is read. The calling thread. */
bool runtimes_wait_for_work(void);

/* Frames of the calling thread in the runtime of this index; none unless its state is READ. */
uint32_t runtimes_walk(uint32_t index, struct runtime_frame *frames, uint32_t capacity);

/* Fields of its identity: the process runs its own program, its frames replace native ones. */
bool runtimes_is_program(uint32_t index);
bool runtimes_replaces_native(uint32_t index);
/* The address lies in its evaluator. */
bool runtimes_evaluator_holds(uint32_t index, uintptr_t address);

/*
 * Return addresses, innermost first, that lie in other pieces of an interpreter's evaluator become one
 * address of the evaluator itself: to whoever reads the stack it is one function, whatever instruction it is
 * at.
 */
void runtimes_normalise_native(void **frames, uint32_t count);

/* In a forked child: the lock may have been another thread's. */
void runtimes_after_fork(void);

/* The layout proved wrong: no frame of this runtime is taken any more. */
void runtimes_distrust(uint32_t index);

#endif
