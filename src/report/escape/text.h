/*
 * Texts from captures and source files are any bytes; what a report shows of them must not reach a terminal,
 * or a reader, as anything but text.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_TEXT_H
#define LOOPLINE_REPORT_ESCAPE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/*
 * A copy that is valid UTF-8 without control characters: control characters, those that change the
 * direction of writing, and bytes that are no UTF-8 become \xNN or \u{NNNN}. `text` may be NULL: NULL then.
 */
const char *escape_text(struct pool *pool, const char *text);

/* A character at the start of a text. */
struct text_character {
    uint32_t code;
    size_t bytes; /* 0: the first byte starts no character of UTF-8 */
};

struct text_character text_decode(const unsigned char *text);

/* Columns that an escaped text takes: its characters, each counted as one. */
size_t text_columns(const char *text);

#endif
