/*
 * Where on the stack a walk's return addresses stand.
 *
 * What is found is a chain of words that proves a stack. Each word tells where the next one must be: a
 * frame's size at one return address never changes, unless the frame is found through its frame pointer, and
 * then the frame pointer is a word of the chain too. Read in order, from the same innermost frame, words that
 * are all unchanged are the same frames at the same places. So the next word is never read before the ones
 * before it have shown that the frame which holds it is there: that holds on any stack, be it a signal's, a
 * coroutine's or a fiber's.
 */
#ifndef LOOPLINE_STACK_PLACES_H
#define LOOPLINE_STACK_PLACES_H

#include <stdint.h>

/* One word of the chain. */
struct stack_word {
    const uintptr_t *place;
    uintptr_t value;
};

/*
 * Walks from the function with this frame address again, which has given `addresses`, one at least. Writes
 * the chain, innermost word first, and returns its length; 0: there is none (frames of signals, a walk that
 * the search does not agree with, code without an unwind table, no room).
 */
uint32_t stack_places_find(uintptr_t frame, void *const *addresses, uint32_t count, struct stack_word *words,
                           uint32_t capacity);

#endif
