/*
 * Finds out a statement's purpose from its normal form. Plain searches are enough, because a normal form has
 * one space between words and lower-case keywords. A truncated text may lack what is searched for. Any
 * thread.
 */
#ifndef LOOPLINE_ANALYZE_ROUNDS_STATEMENT_SHAPE_H
#define LOOPLINE_ANALYZE_ROUNDS_STATEMENT_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

/* Returns the first place where `word` stands as a whole word, in any letter case; NULL: none. */
const char *shape_find_word(const char *text, const char *word);

/* Returns true for bytes of words: of keywords, and of names that need no quotes. */
bool shape_is_word_byte(char byte);

/*
 * Returns true if it asks for one page of many: LIMIT or FETCH FIRST with an OFFSET, or with a key to
 * continue from.
 */
bool shape_is_page(const char *text);

/*
 * Returns true if this parameter, counted from 1, is a number of rows: it stands behind LIMIT, OFFSET or
 * FETCH. False where a list hides how many parameters come before.
 */
bool shape_counts_rows(const char *text, uint32_t parameter);

/* Returns true if it asks for a list of values at once: IN (?), = ANY (?). */
bool shape_is_batch(const char *text);

/*
 * Returns true if it only asks how its parameters are written as literals, without any table: a framework
 * does that to log a statement (Django with DEBUG, on SQLite).
 */
bool shape_only_quotes(const char *text);

#endif
