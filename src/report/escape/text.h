/*
 * Makes texts from captures and source files, which may hold any bytes, safe to show: for a terminal and a
 * reader they must be nothing but text.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_TEXT_H
#define LOOPLINE_REPORT_ESCAPE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/*
 * Returns a copy in `pool` that is valid UTF-8 without control characters: control characters, those that
 * change the direction of writing, and invalid bytes become \xNN or \u{NNNN}. NULL gives NULL.
 */
const char *escape_text(struct pool *pool, const char *text);

/* A character at the start of a text. */
struct text_character {
    uint32_t code;
    size_t bytes; /* 0: the first byte does not start a valid character */
};

struct text_character text_decode(const unsigned char *text);

/* Returns the columns that an escaped text takes, one for each character. */
size_t text_columns(const char *text);

#endif
