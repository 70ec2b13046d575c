/*
 * What the normal form of a statement shows of its purpose: plain searches, since a normal form has one space
 * between words and lower-case key words. Truncated texts may hide what is looked for.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_STATEMENT_SHAPE_H
#define LOOPLINE_ANALYZE_JUDGE_STATEMENT_SHAPE_H

#include <stdbool.h>

/* The first place where `word` stands as a word of its own, letter case aside; NULL: nowhere. */
const char *shape_find_word(const char *text, const char *word);

/* True for the bytes of words: of names that need no quotes, and key words. */
bool shape_is_word_byte(char byte);

/* It asks for one page of many: LIMIT or FETCH FIRST together with an OFFSET or a key to go on from. */
bool shape_is_page(const char *text);

/* It asks for a list of values at once: IN (?), = ANY (?). */
bool shape_is_batch(const char *text);

/*
 * It asks how its parameters are written as literals, and nothing of any table: what a framework does for the
 * log of a statement (Django with DEBUG, on SQLite).
 */
bool shape_only_quotes(const char *text);

#endif
