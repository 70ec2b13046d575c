/*
 * Decides from the words of a command how to treat the tokens that follow: a name that varies (SAVEPOINT x),
 * a value without quotes (SET x TO y), the start of data (COPY … FROM STDIN). Any thread, with a statement of
 * its own.
 *
 * Most statements do not need this: their `mode` is STATEMENT_ORDINARY from the first word on.
 */
#ifndef LOOPLINE_SQL_STATEMENT_H
#define LOOPLINE_SQL_STATEMENT_H

#include <stdbool.h>

#include "tokenizer.h"

enum statement_mode {
    STATEMENT_ORDINARY = 0,
    STATEMENT_NAME,          /* a name that varies comes next */
    STATEMENT_ROLLBACK,      /* a name that varies comes after TO */
    STATEMENT_FETCH,         /* every word that is not a direction is a name that varies */
    STATEMENT_VALUE,         /* words are values, to the end of the statement */
    STATEMENT_SET,           /* words are values after = or TO, or after the words of the longer forms */
    STATEMENT_EXPLAIN,       /* the explained statement comes after the options */
    STATEMENT_CREATE_WHAT,   /* the kind of object to create comes next */
    STATEMENT_VIRTUAL,       /* words in parentheses are values: the arguments of a virtual table */
    STATEMENT_ALTER_WHAT,    /* the kind of object to alter comes next */
    STATEMENT_ALTER,         /* words are values once SET was followed by = or TO */
    STATEMENT_ALTER_SET,     /* the same, after SET */
    STATEMENT_ROLE,          /* CREATE or ALTER of a role: like ALTER, and a value follows PASSWORD */
    STATEMENT_PRAGMA,        /* words are values after the pragma's name */
    STATEMENT_ATTACH,        /* words are values, except DATABASE at the start and the name after AS */
    STATEMENT_ATTACH_SCHEMA, /* the name after AS */
    STATEMENT_VACUUM,        /* words are values after INTO */
    STATEMENT_NOTIFY,        /* words are values after the comma */
    STATEMENT_COPY,          /* before FROM STDIN */
    STATEMENT_COPY_FROM,     /* after FROM */
    STATEMENT_COPY_STDIN,    /* after FROM STDIN, among the options */
    STATEMENT_COPY_ANY,      /* the same, after an option that takes names or an expression */
};

enum statement_treatment {
    STATEMENT_KEEP,       /* like any other token */
    STATEMENT_FOLD_NAME,  /* becomes ? */
    STATEMENT_FOLD_VALUE, /* becomes ?, and counts as a literal */
    STATEMENT_DATA,       /* COPY's data begins here */
};

/* Words that may come before the name in STATEMENT_NAME, or instead of it. */
enum statement_words {
    STATEMENT_SKIP_SAVEPOINT = 1,
    STATEMENT_SKIP_PREPARE = 2,
    STATEMENT_STOP_ALL = 4,
    STATEMENT_STOP_TRANSACTION = 8,
};

struct statement {
    enum statement_mode mode;
    unsigned words;    /* STATEMENT_NAME: a set of enum statement_words */
    unsigned position; /* tokens seen; no longer counted once the mode is STATEMENT_ORDINARY */
};

/* Chooses the mode from the first token of a statement, which is kept. */
void statement_start(struct statement *statement, const struct token *first);

/*
 * Returns how to treat a later token. Call it while the mode is not STATEMENT_ORDINARY, for tokens of the
 * kinds in a normal form and for TOKEN_QUOTED. `before` and `keyword_before` describe the previous token of
 * the normal form; `depth` counts open parentheses.
 */
enum statement_treatment statement_token(struct statement *statement, const struct token *token,
                                         enum token_kind before, enum keyword keyword_before, size_t depth);

/* Call when a name that varies comes next. */
void statement_expect_name(struct statement *statement);

/* Returns true if a quoted name may lose its quotes here, because no word would mean anything here. */
bool statement_may_unquote(const struct statement *statement);

/* Returns true if the text after the end of this statement's line is data: COPY … FROM STDIN. */
bool statement_reads_data(const struct statement *statement);

#endif
