/* Chains of words that prove frames (stack/places.h), held against scripted memory that changes. */
#ifndef LOOPLINE_TESTS_WORD_CHAINS_H
#define LOOPLINE_TESTS_WORD_CHAINS_H

#include "helpers/unit.h"

#include <string.h>

#include "stack/places.h"

static inline bool chain_holds(const struct stack_word *words, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (*words[i].place != words[i].value)
            return false;
    return true;
}

/* What lies there is another for a moment, which the chain shows, and then what it was. */
static inline void assert_chain_notices(const struct stack_word *words, uint32_t count, const void *object,
                                        size_t offset) {
    char *byte = (char *)(uintptr_t)object + offset;
    assert_true(count > 0 && chain_holds(words, count));
    *byte ^= 8;
    assert_false(chain_holds(words, count));
    *byte ^= 8;
    assert_true(chain_holds(words, count));
}

#endif
