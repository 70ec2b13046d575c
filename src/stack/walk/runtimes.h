/*
 * The interpreters found in this process, and the frames of the calling thread in them. Indexes count from 0
 * to runtimes_count() - 1.
 */
#ifndef LOOPLINE_STACK_WALK_RUNTIMES_H
#define LOOPLINE_STACK_WALK_RUNTIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/runtime.h"

/*
 * Looks for further interpreters. Returns true if this call found one; false also while another thread is
 * looking. Any thread; may call the loader.
 */
bool runtimes_detect(void);

/*
 * Waits until no other thread is looking for interpreters, but at most a twentieth of a second: that thread
 * may be waiting for the loader's lock, which the caller may hold.
 */
void runtimes_await_detection(void);

/* Return how many interpreters were found, and one of them with a copy of its identity. Any thread. */
uint32_t runtimes_count(void);
const struct runtime *runtimes_get(uint32_t index, struct runtime_identity *identity);

/* Returns true if an interpreter of this kind was found. Any thread. */
bool runtimes_include(enum loopline_runtime_kind kind);

/*
 * Returns true if `waits_for_work` of struct runtime does for any interpreter whose frames are read. For the
 * calling thread.
 */
bool runtimes_wait_for_work(void);

/*
 * Writes up to `capacity` frames of the calling thread in this runtime and returns how many; 0 unless its
 * state is READ.
 */
uint32_t runtimes_walk(uint32_t index, struct runtime_frame *frames, uint32_t capacity);

/*
 * The root of the calling thread's frames; its `thread` is NULL where frames are proved by no words: also
 * where there are several interpreters.
 */
struct runtime_root runtimes_root(void);

/* As `places` of struct runtime, where runtimes_root() has given a root. */
uint32_t runtimes_places(uint32_t limit, struct stack_word *words, uint32_t capacity);

/* As `walk_awaiting` of struct runtime, of the first that tells; `index` is which. */
uint32_t runtimes_walk_awaiting(uint32_t *index, struct runtime_frame *frames, uint32_t capacity);

/* Return the fields `is_program` and `replaces_native` of its identity. Any thread. */
bool runtimes_is_program(uint32_t index);
bool runtimes_replaces_native(uint32_t index);
/* Returns true if the address is in its evaluator. Any thread. */
bool runtimes_evaluator_holds(uint32_t index, uintptr_t address);

/*
 * Replaces return addresses, innermost first, that lie in further pieces of an interpreter's evaluator by an
 * address in the evaluator itself: readers of the stack see one function, whatever instruction it is at. Any
 * thread.
 */
void runtimes_normalise_native(void **frames, uint32_t count);

/* Call in a forked child: another thread of the parent may have been looking. */
void runtimes_after_fork(void);

/* Stops reading frames of this runtime, because its layout proved wrong. Any thread. */
void runtimes_distrust(uint32_t index);

#endif
