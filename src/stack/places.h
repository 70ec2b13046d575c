/*
 * Where on the stack a walk's return addresses stand, found frame by frame: slow, and exact.
 *
 * What was found is a chain of words that proves a stack. Each word tells where the next one must be: a
 * frame's size at one return address never changes, unless the frame is found through its frame pointer, and
 * then the frame pointer is a word of the chain too. Read in order, from the same innermost frame, words that
 * are all unchanged are the same frames at the same places. So the next word is never read before the ones
 * before it have shown that the frame which holds it is there: that holds on any stack, be it a signal's, a
 * coroutine's or a fiber's.
 */
#ifndef LOOPLINE_STACK_PLACES_H
#define LOOPLINE_STACK_PLACES_H

#include <stdint.h>
#include <ucontext.h>

#include "libunwind.h"

/* One word of the chain. */
struct stack_word {
    const uintptr_t *place;
    uintptr_t value;
};

/* Memory for one search: too much for the caller's stack. */
struct stack_places {
    uintptr_t cursor[LIBUNWIND_CURSOR_WORDS];
    ucontext_t context;
};

/*
 * `frame` is the frame address of a function on the calling thread's stack, at most a few calls further out;
 * `addresses` are the `count` return addresses that a walk found from that function's own on. Writes the
 * chain, innermost word first, and returns its length; 0: there is none (frames of signals, a walk that the
 * search does not agree with, code without an unwind table, no room). Calls libunwind, which takes a lock and
 * makes system calls.
 */
uint32_t stack_places_find(struct stack_places *scratch, const struct libunwind *unwind, uintptr_t frame,
                           void *const *addresses, uint32_t count, struct stack_word *words,
                           uint32_t capacity);

#endif
