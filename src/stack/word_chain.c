#include "word_chain.h"

/* How far back a shared word is looked for: recursion and files repeat within that; more would only take
 * longer. */
enum { WORDS_BACK = 64 };

uintptr_t word_chain_add(struct word_chain *chain, const void *base, size_t offset) {
    const uintptr_t *place = (const uintptr_t *)(const void *)((const char *)base + offset);
    if (chain->count == chain->capacity || (uintptr_t)place % sizeof *place) {
        chain->is_cut = true;
        return 0;
    }
    chain->words[chain->count++] = (struct stack_word){place, *place};
    return *place;
}

void word_chain_add_shared(struct word_chain *chain, const void *base, size_t offset) {
    const uintptr_t *place = (const uintptr_t *)(const void *)((const char *)base + offset);
    const uint32_t first = chain->count > WORDS_BACK ? chain->count - WORDS_BACK : 0;
    for (uint32_t i = chain->count; i > first; i--)
        if (chain->words[i - 1].place == place)
            return;
    word_chain_add(chain, base, offset);
}
