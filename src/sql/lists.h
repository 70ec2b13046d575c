/*
 * Shortens lists in the normal form: the elements of IN (…) and ARRAY[…] and the rows of VALUES. A constant
 * element after a constant element is taken back, and so is every row after the first.
 */
#ifndef LOOPLINE_SQL_LISTS_H
#define LOOPLINE_SQL_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tokenizer.h"
#include "writer.h"

/* Lists inside more parentheses than this are not shortened. */
#define LIST_LEVELS 40

struct list_level {
    struct writer_mark mark; /* before the comma that leads to the current element or row */
    uint8_t kind;            /* enum level_kind, lists.c */
    uint8_t element;         /* enum element, lists.c: the current element so far */
    uint8_t rows;            /* enum rows, lists.c: where in a row list of VALUES we are */
    bool after_comma;
    bool after_constant; /* the element before the current one is a constant */
    bool all_constant;   /* all elements before the current one are constants */
    uint32_t constants;  /* number of constant elements before the current one */
};

/* The lists of one statement. */
struct lists {
    size_t depth;     /* open parentheses and brackets */
    size_t open;      /* IN and ARRAY lists among them */
    bool watching;    /* lists_token must see every token */
    uint32_t longest; /* constants of the longest IN or ARRAY list of the text; the caller clears it */
    struct list_level levels[LIST_LEVELS]; /* [0] is the statement itself */
};

/* Call at the start of a statement. */
void lists_begin(struct lists *lists);

/*
 * Call for a token of the normal form before it is written: for all brackets, parentheses and commas, for the
 * keyword VALUES, and for every token while `watching`. May take tokens back in `writer`. Returns true if the
 * token is to be written.
 */
bool lists_token(struct lists *lists, struct writer *writer, enum token_kind kind, enum keyword keyword);

/* Call at the end of a statement, whatever is still open: takes back what is half done. */
void lists_end(struct lists *lists, struct writer *writer);

#endif
