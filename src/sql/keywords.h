/* The keywords that the normaliser knows. Safe in the user's process; any thread. */
#ifndef LOOPLINE_SQL_KEYWORDS_H
#define LOOPLINE_SQL_KEYWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normalize.h"

enum keyword {
    KEYWORD_NONE = 0,
#define WORD(word, flags) KEYWORD_##word,
#include "keywords.def"
#undef WORD
    KEYWORD_COUNT
};

#define KEYWORD_SLOTS 512u

/* The hash table of keyword_find: open addressing, 0 is an empty slot. */
extern const uint8_t keyword_slots[KEYWORD_SLOTS];

/* The rest of keyword_find, beginning at a slot that is not empty. */
enum keyword keyword_find_from(size_t slot, uint64_t head, const char *word, size_t length);

/*
 * Returns the keyword that a word of `length` bytes spells in any letter case, or KEYWORD_NONE. `head` holds
 * its first 8 bytes, folded, with 0 for missing ones.
 */
static inline enum keyword keyword_find(uint64_t head, const char *word, size_t length) {
    const size_t slot = (head + length) * 0x9e3779b97f4a7c15u >> 55;
    return keyword_slots[slot] == 0 ? KEYWORD_NONE : keyword_find_from(slot, head, word, length);
}

enum keyword_trait {
    KEYWORD_BEFORE_OPERAND = 1, /* an operand follows: a + or - after the keyword is a sign */
    KEYWORD_SPACED = 2,         /* the normal form has a space between the keyword and a parenthesis */
    KEYWORD_ONLY_POSTGRESQL = 4,
    KEYWORD_ONLY_SQLITE = 8,
};

/* By enum keyword: a set of enum keyword_trait. KEYWORD_NONE has none. */
extern const uint8_t keyword_traits[];

/* Returns true if a name that reads like the keyword must keep its quotes. */
bool keyword_needs_quotes(enum keyword keyword, enum sql_dialect dialect);

#endif
