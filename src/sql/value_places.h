/*
 * SQLite takes a double-quoted text for a string where no column has that name. The text alone does not say
 * which columns there are, so this says it by where the text stands: unqualified in an expression to the
 * right of a comparison, in an IN list, in VALUES or where else a value is expected, it is a value unless the
 * same name stands elsewhere in the statement as a name. To err towards the value costs a less specific
 * normal form; to err towards the name would show data.
 *
 * Safe in the user's process: no state but the caller's, reads exactly the bytes it is given, linear time.
 */
#ifndef LOOPLINE_SQL_VALUE_PLACES_H
#define LOOPLINE_SQL_VALUE_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tokenizer.h"

/*
 * Where in a statement the next token stands. Bit 0 is the innermost open parenthesis, bit 1 the one around
 * it; of what is more than 63 deep nothing is known. All zero at a statement's start.
 */
struct value_places {
    uint64_t now;          /* an operand here is a value */
    uint64_t base;         /* it is one after a comma too: a list of values */
    uint64_t between;      /* an AND is due that leads to another */
    uint64_t in_list;      /* the list of an IN */
    bool after_bracketed;  /* the last token is a name in brackets or backticks */
    bool beside_bracketed; /* so is the element before in the list of an IN: this is no text either */
};

/* The next token of the normal form; `before`: the keyword before it. */
void value_places_token(struct value_places *places, const struct token *token, enum keyword before);

static inline void value_places_comma(struct value_places *places) {
    places->now = (places->now & ~(uint64_t)1) | (places->base & 1);
    places->beside_bracketed = places->after_bracketed && places->in_list & 1;
    places->after_bracketed = false;
}

/*
 * What names there are in a statement: hashes, so that it fits a small stack. Names beyond this many are
 * forgotten, and what is quoted like one of those is a value: a statement with more than a hundred different
 * names and a quoted column to the right of a comparison becomes less specific, at worst.
 */
#define STATEMENT_NAMES 128

struct statement_names {
    const char *start; /* of the statement */
    uint32_t count;
    bool collected;
    uint32_t hashes[STATEMENT_NAMES];
};

/* What stands before a double-quoted name. */
struct place_before {
    enum token_kind kind;
    enum keyword keyword;
    bool operand; /* an operand ends there: the name is an alias */
};

/*
 * Whether a plain double-quoted token, which `scanner` has just read, is a value. Collects the statement's
 * names the first time one may be.
 */
bool value_places_hold(const struct value_places *places, const struct token *token,
                       struct place_before before, const struct scanner *scanner,
                       struct statement_names *names);

#endif
