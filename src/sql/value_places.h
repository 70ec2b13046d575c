/*
 * Decides whether a double-quoted text is a value. SQLite takes it for a string if no column has that name,
 * but the statement alone does not show which columns exist. So its place decides: unqualified in an
 * expression to the right of a comparison, in an IN list, in VALUES or wherever else a value is expected, it
 * is a value, unless the same name appears elsewhere in the statement as a name. Taking a name for a value
 * makes the normal form less specific; taking a value for a name would show data.
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
 * The place of the next token in its statement. Bit 0 is for the innermost open parenthesis, bit 1 for the
 * one around it; beyond 63 levels nothing is known. All zero at a statement's start.
 */
struct value_places {
    uint64_t now;          /* an operand here is a value */
    uint64_t base;         /* an operand after a comma is one too: a list of values */
    uint64_t between;      /* the AND of a BETWEEN is still to come */
    uint64_t in_list;      /* the list of an IN */
    bool after_bracketed;  /* the last token is a name in brackets or backticks */
    bool beside_bracketed; /* so was the previous element of an IN list: then this one is not a text either */
};

/* Call for each token of the normal form except commas. `before`: the keyword before it. */
void value_places_token(struct value_places *places, const struct token *token, enum keyword before);

static inline void value_places_comma(struct value_places *places) {
    places->now = (places->now & ~(uint64_t)1) | (places->base & 1);
    places->beside_bracketed = places->after_bracketed && places->in_list & 1;
    places->after_bracketed = false;
}

/*
 * The names in a statement, as hashes to fit a small stack. Further names are forgotten, and a quoted text
 * like one of those is taken for a value: at worst a statement with so many different names and a quoted
 * column to the right of a comparison becomes less specific.
 */
#define STATEMENT_NAMES 128

struct statement_names {
    const char *start; /* start of the statement */
    uint32_t count;
    bool collected;
    uint32_t hashes[STATEMENT_NAMES];
};

/* What precedes a double-quoted name. */
struct place_before {
    enum token_kind kind;
    enum keyword keyword;
    bool operand; /* an operand ends there: the name is an alias */
    bool command; /* the statement's command gives its words a meaning: they are no names of columns */
};

/*
 * Returns true if a plain double-quoted token that `scanner` has just read is a value. Collects the
 * statement's names the first time it needs them.
 */
bool value_places_hold(const struct value_places *places, const struct token *token,
                       struct place_before before, const struct scanner *scanner,
                       struct statement_names *names);

#endif
