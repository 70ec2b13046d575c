/*
 * What repeats in a statement and says nothing new: the elements of IN (…) and ARRAY[…] and the rows of
 * VALUES. A constant element after a constant element is taken back, so is every row after the first.
 */
#ifndef LOOPLINE_SQL_LISTS_H
#define LOOPLINE_SQL_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tokenizer.h"
#include "writer.h"

/* Lists inside more parentheses than this stay as they are. */
#define LIST_LEVELS 40

struct list_level {
    struct writer_mark mark; /* before the comma that leads to the current element or row */
    uint8_t kind;            /* enum level_kind, lists.c */
    uint8_t element;         /* enum element, lists.c: what the current element is so far */
    uint8_t rows;            /* enum rows, lists.c: where in a row list of VALUES we are */
    bool after_comma;
    bool after_constant; /* the element before the current one is a constant */
    bool all_constant;   /* all elements before the current one are */
    uint32_t constants;  /* elements before the current one that are */
};

/* Of one statement. */
struct lists {
    size_t depth;     /* open parentheses and brackets */
    size_t open;      /* IN and ARRAY lists among them */
    bool watching;    /* lists_token has to see every token */
    uint32_t longest; /* constants of the longest IN or ARRAY list, over all statements of the text; the
                         caller's to clear */
    struct list_level levels[LIST_LEVELS]; /* [0] is the statement itself */
};

void lists_begin(struct lists *lists);

/*
 * Sees a token of the normal form before it is written, all that are brackets and commas, and others while
 * `watching` or where the token is the keyword VALUES. May take tokens back in `writer`. Whether the token is
 * to be written too.
 */
bool lists_token(struct lists *lists, struct writer *writer, enum token_kind kind, enum keyword keyword);

/* The statement is over, whatever is still open: takes back what the end leaves half done. */
void lists_end(struct lists *lists, struct writer *writer);

#endif
