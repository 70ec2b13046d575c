#include "keywords.h"

#include "bytes.h"
#include "keyword_slots.h"

#define LONGEST_KEYWORD 24

/* The names that keywords.def uses. */
enum {
    BEFORE_OPERAND = KEYWORD_BEFORE_OPERAND,
    SPACED = KEYWORD_SPACED,
    ONLY_POSTGRESQL = KEYWORD_ONLY_POSTGRESQL,
    ONLY_SQLITE = KEYWORD_ONLY_SQLITE,
};

_Static_assert(KEYWORD_SLOTS_LAID_OUT_FOR == KEYWORD_COUNT - 1, "run src/sql/keywords.py");

static const char spellings[KEYWORD_COUNT][LONGEST_KEYWORD] = {
    "",
#define WORD(word, flags) #word,
#include "keywords.def"
#undef WORD
};

const uint8_t keyword_traits[KEYWORD_COUNT] = {
    0,
#define WORD(word, flags) flags,
#include "keywords.def"
#undef WORD
};

static bool spells(const char *spelling, uint64_t head, const char *word, size_t length) {
    if (bytes_load(spelling) != head || spelling[length] != 0)
        return false;
    for (size_t i = 8; i < length; i++)
        if (spelling[i] != byte_fold(word[i]))
            return false;
    return true;
}

enum keyword keyword_find_from(size_t slot, uint64_t head, const char *word, size_t length) {
    for (; keyword_slots[slot] != 0; slot = (slot + 1) % KEYWORD_SLOTS) {
        const enum keyword keyword = (enum keyword)keyword_slots[slot];
        if (length < LONGEST_KEYWORD && spells(spellings[keyword], head, word, length))
            return keyword;
    }
    return KEYWORD_NONE;
}

bool keyword_needs_quotes(enum keyword keyword, enum sql_dialect dialect) {
    if (keyword == KEYWORD_NONE)
        return false;
    const unsigned only = keyword_traits[keyword] & (ONLY_POSTGRESQL | ONLY_SQLITE);
    return !only || only & (dialect == SQL_SQLITE ? ONLY_SQLITE : ONLY_POSTGRESQL);
}
