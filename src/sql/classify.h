/*
 * What a text does, from the words it begins with and, for a SELECT, the tables it reads.
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
    CLASSIFIER_DONE, /* with the statement */
};

struct classifier {
    enum classifier_state state;
    bool settled;    /* the class of the whole text is known: nothing more has to be seen */
    bool any;        /* `text_class` holds the class of an earlier statement */
    bool reads;      /* a table has been named; as long as the statement is not done, the catalogue's */
    bool table_next; /* the next name is a table's */
    size_t with_depth;
    uint64_t selects; /* by depth, up to 63: whether SELECT stood there, so that FROM names tables */
    uint64_t tables;  /* by depth: whether we are between FROM and what ends it */
    uint32_t kinds;   /* of the tokens after SELECT, a set of 1 << enum token_kind */
    enum sql_class statement_class;
    enum sql_class text_class;
};

/*
 * Zero-initialised to begin. Sees each token of the normal form but the semicolons, before it is written:
 * names that vary are not yet folded. `before`: the keyword that the previous token is.
 */
void classifier_token(struct classifier *classifier, const struct token *token, enum sql_dialect dialect,
                      enum keyword before, size_t depth);

/* Whether words that are no keywords, dots and commas may be passed over now. */
static inline bool classifier_may_pass(const struct classifier *classifier, size_t depth) {
    if (classifier->settled)
        return true;
    return classifier->state == CLASSIFIER_SELECT && !classifier->table_next && depth < 64 &&
           !(classifier->tables >> depth & 1);
}

/* Notes that there was a word among them. */
static inline void classifier_pass_words(struct classifier *classifier) {
    classifier->kinds |= 1u << TOKEN_WORD;
}

/* At a semicolon and at the end; `empty`: no token stood before it. */
void classifier_end_statement(struct classifier *classifier, bool empty);

/* Of the whole text. */
enum sql_class classifier_class(const struct classifier *classifier);

#endif
