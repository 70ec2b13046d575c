/* Chains of words that prove frames (stack/places.h), held against scripted memory that changes. */
#ifndef LOOPLINE_TESTS_WORD_CHAINS_H
#define LOOPLINE_TESTS_WORD_CHAINS_H

#include "helpers/unit.h"

#include <string.h>

#include "stack/word_groups.h"

/* What lies there is another for a moment, which the chain shows, and then what it was. */
static inline void assert_chain_notices(const struct stack_word *words, uint32_t count, const void *object,
                                        size_t offset) {
    char *byte = (char *)(uintptr_t)object + offset;
    assert_true(count > 0 && word_groups_hold(words, count));
    *byte ^= 8;
    assert_false(word_groups_hold(words, count));
    *byte ^= 8;
    assert_true(word_groups_hold(words, count));
}

#endif
