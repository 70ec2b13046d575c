/*
 * Finds where on the stack a walk's return addresses are stored.
 *
 * The result is a chain of words that proves a stack. Each word determines where the next one is: a frame's
 * size at one return address never changes, unless the frame is found through its frame pointer, and then
 * that frame pointer is also a word of the chain. If all words, read in order from the same innermost frame,
 * are unchanged, the same frames are at the same places. A word is read only after the words before it have
 * shown that the frame holding it exists. This is true on any stack: a signal's, a coroutine's or a fiber's.
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
 * Repeats the walk from the function with this frame address, which gave the `count` `addresses`, at least
 * one. Writes the chain, innermost word first, and returns its length. Returns 0 if there is no chain: a
 * signal's frame, a frame without an unwind table, a walk that differs from `addresses`, or no room. The
 * calling thread's own stack.
 */
uint32_t stack_places_find(uintptr_t frame, void *const *addresses, uint32_t count, struct stack_word *words,
                           uint32_t capacity);

#endif
