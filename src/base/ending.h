/* How a text ends. */
#ifndef LOOPLINE_BASE_ENDING_H
#define LOOPLINE_BASE_ENDING_H

#include <stdbool.h>
#include <string.h>

/* Whether `text` ends in `ending`; one that is the same does. */
static inline bool text_ends_in(const char *text, const char *ending) {
    const size_t length = strlen(text);
    const size_t ending_length = strlen(ending);
    return length >= ending_length && strcmp(text + length - ending_length, ending) == 0;
}

#endif
