/*
 * Makes a chain of words (places.h) from an interpreter's memory: each word is added with the value that it
 * has now. The memory must be readable. Any thread.
 */
#ifndef LOOPLINE_STACK_WORD_CHAIN_H
#define LOOPLINE_STACK_WORD_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "places.h"

struct word_chain {
    struct stack_word *words;
    uint32_t count;
    uint32_t capacity;
    bool is_cut; /* there was no room, or a word is not aligned: the chain proves nothing */
};

/* Adds the word at `offset` of `base`, and returns it. */
uintptr_t word_chain_add(struct word_chain *chain, const void *base, size_t offset);

/* The same, of what belongs to no frame alone: once for all frames that share it, as far as they are near. */
void word_chain_add_shared(struct word_chain *chain, const void *base, size_t offset);

/* The length of a chain that is complete, else 0. */
static inline uint32_t word_chain_length(const struct word_chain *chain) {
    return chain->is_cut ? 0 : chain->count;
}

#endif
