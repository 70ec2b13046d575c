/*
 * Finds the class of a text from the words it begins with and, for a SELECT, the tables it reads. Any thread,
 * with a classifier of its own.
 */
#ifndef LOOPLINE_SQL_CLASSIFY_H
#define LOOPLINE_SQL_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normalize.h"
#include "tokenizer.h"

enum classifier_state {
    CLASSIFIER_FIRST_WORD = 0,
    CLASSIFIER_WITH,    /* looking for the verb at the depth of WITH */
    CLASSIFIER_PREPARE, /* TRANSACTION may follow */
    CLASSIFIER_SELECT,
    CLASSIFIER_DONE, /* done with the statement */
};

struct classifier {
    enum classifier_state state;
    bool settled;    /* the class of the whole text is known; further tokens do not matter */
    bool any;        /* `text_class` holds the class of an earlier statement */
    bool reads;      /* a table has been named; until the statement is done, one of the catalogue's */
    bool table_next; /* the next name is a table's */
    size_t with_depth;
    uint64_t selects; /* by depth, up to 63: there was a SELECT, so FROM names tables */
    uint64_t tables;  /* by depth: we are between FROM and what ends it */
    uint32_t kinds;   /* kinds of the tokens after SELECT, a set of 1 << enum token_kind */
    enum sql_class statement_class;
    enum sql_class text_class;
};

/*
 * Call for each token of the normal form except semicolons, before it is written: names that vary are not
 * folded yet. The classifier is all zero at first. `before`: the keyword of the previous token.
 */
void classifier_token(struct classifier *classifier, const struct token *token, enum sql_dialect dialect,
                      enum keyword before, size_t depth);

/* Returns true if words other than keywords, dots and commas may be skipped now. */
static inline bool classifier_may_pass(const struct classifier *classifier, size_t depth) {
    if (classifier->settled)
        return true;
    return classifier->state == CLASSIFIER_SELECT && !classifier->table_next && depth < 64 &&
           !(classifier->tables >> depth & 1);
}

/* Notes that a word was among those skipped. */
static inline void classifier_pass_words(struct classifier *classifier) {
    classifier->kinds |= 1u << TOKEN_WORD;
}

/* Call at each semicolon and at the end. `empty`: the statement had no token. */
void classifier_end_statement(struct classifier *classifier, bool empty);

/* Returns the class of the whole text. */
enum sql_class classifier_class(const struct classifier *classifier);

#endif
