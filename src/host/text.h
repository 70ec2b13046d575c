/* Builds strings in a buffer of fixed size, without stdio, whose locks and locale belong to the host. */
#ifndef LOOPLINE_HOST_TEXT_H
#define LOOPLINE_HOST_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Always NUL-terminated. What does not fit is left out, and `cut` becomes true. One thread at a time. */
struct text {
    char *buffer; /* owned by the caller */
    size_t capacity;
    size_t length;
    bool cut;
};

struct text text_start(char *buffer, size_t capacity); /* capacity at least 1 */
void text_add(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_number(struct text *text, uint64_t number); /* decimal */

#endif
