/*
 * Lists of words as a text with spaces between them: what tables of names are written as.
 */
#ifndef LOOPLINE_BASE_WORD_LIST_H
#define LOOPLINE_BASE_WORD_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* True where the list has the word of `length` bytes. */
bool word_list_has(const char *list, const char *word, size_t length);

#endif
