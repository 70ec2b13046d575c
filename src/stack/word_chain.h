/*
 * Makes the chain of words that proves an interpreter's frames (word_groups.h) from its memory: each word is
 * added with the value that it has now. The memory must be readable. Any thread.
 */
#ifndef LOOPLINE_STACK_WORD_CHAIN_H
#define LOOPLINE_STACK_WORD_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "word_groups.h"

struct word_chain {
    struct stack_word *words;
    uint32_t count; /* of `words` in use, heads of groups included */
    uint32_t capacity;
    bool is_cut;              /* there was no room, or a word is not aligned: the chain proves nothing */
    struct word_group *group; /* the last one; NULL: none */
};

/* Adds the word at `offset` of `base`, and returns it. */
uintptr_t word_chain_add(struct word_chain *chain, const void *base, size_t offset);

/*
 * The same, of what belongs to no frame alone: once for all frames that share it, as far as they are near and
 * no linked frame was added between.
 */
void word_chain_add_shared(struct word_chain *chain, const void *base, size_t offset);

/* Adds three words of a frame, and returns where the third leads to. `in_frame` is one for the whole chain.
 */
const void *word_chain_add_linked(struct word_chain *chain, const void *frame, struct frame_words in_frame);

/* The length of a chain that is complete, else 0. */
static inline uint32_t word_chain_length(const struct word_chain *chain) {
    return chain->is_cut ? 0 : chain->count;
}

#endif
