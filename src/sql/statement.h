/*
 * What the words of a statement's command say about the tokens that follow: which is a name that varies
 * (SAVEPOINT x), which a value without quotes (SET x TO y), where data begins (COPY … FROM STDIN).
 *
 * Most statements need none of this: `mode` is STATEMENT_ORDINARY from their first word on.
 */
#ifndef LOOPLINE_SQL_STATEMENT_H
#define LOOPLINE_SQL_STATEMENT_H

#include <stdbool.h>

#include "tokenizer.h"

enum statement_mode {
    STATEMENT_ORDINARY = 0,
    STATEMENT_NAME,          /* a name that varies comes next */
    STATEMENT_ROLLBACK,      /* one comes after TO */
    STATEMENT_FETCH,         /* every word that gives no direction is one */
    STATEMENT_VALUE,         /* words are values, to the end of the statement */
    STATEMENT_SET,           /* so they are after = or TO, or after the words of the longer forms */
    STATEMENT_EXPLAIN,       /* the statement that is explained comes after the options */
    STATEMENT_CREATE_WHAT,   /* what is created comes next */
    STATEMENT_VIRTUAL,       /* words in parentheses are values: the arguments of a virtual table */
    STATEMENT_ALTER_WHAT,    /* what is altered comes next */
    STATEMENT_ALTER,         /* words are values once SET was followed by = or TO */
    STATEMENT_ALTER_SET,     /* the same, after SET */
    STATEMENT_ROLE,          /* CREATE or ALTER of a role: as ALTER, and a value follows PASSWORD */
    STATEMENT_PRAGMA,        /* words are values after the pragma's name */
    STATEMENT_ATTACH,        /* words are values, but for DATABASE at the start and what follows AS */
    STATEMENT_ATTACH_SCHEMA, /* the name after AS */
    STATEMENT_VACUUM,        /* words are values after INTO */
    STATEMENT_NOTIFY,        /* words are values after the comma */
    STATEMENT_COPY,          /* before FROM STDIN */
    STATEMENT_COPY_FROM,     /* after FROM */
    STATEMENT_COPY_STDIN,    /* after FROM STDIN, among the options */
    STATEMENT_COPY_ANY,      /* the same, after an option that takes names or an expression */
};

enum statement_treatment {
    STATEMENT_KEEP,       /* as any other token */
    STATEMENT_FOLD_NAME,  /* becomes ? */
    STATEMENT_FOLD_VALUE, /* becomes ?, and counts as a literal */
    STATEMENT_DATA,       /* is no token but the start of COPY's data */
};

/* Words that STATEMENT_NAME meets before the name, or in its place. */
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

/* Sees the first token of a statement, which is kept, and chooses the mode. */
void statement_start(struct statement *statement, const struct token *first);

/*
 * Sees a later token, of a kind that stands in a normal form or TOKEN_QUOTED, while the mode is not
 * STATEMENT_ORDINARY. `before` and `keyword_before` describe the previous token of the normal form,
 * `depth` counts the parentheses that are open.
 */
enum statement_treatment statement_token(struct statement *statement, const struct token *token,
                                         enum token_kind before, enum keyword keyword_before, size_t depth);

/* A name that varies comes next. */
void statement_expect_name(struct statement *statement);

/* Whether a quoted name may lose its quotes here: no word that it could turn into means anything. */
bool statement_may_unquote(const struct statement *statement);

/* Whether the text after the end of this statement's line is data: COPY … FROM STDIN. */
bool statement_reads_data(const struct statement *statement);

#endif
