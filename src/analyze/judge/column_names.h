/*
 * Tells whether names confirm that a parameter is given the values of a column. Values alone may mislead: two
 * columns, such as ids of different tables, may hold the same numbers.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_COLUMN_NAMES_H
#define LOOPLINE_ANALYZE_JUDGE_COLUMN_NAMES_H

#include <stdbool.h>

/*
 * Returns true if the statement compares a column of that name (`where code = ?`; not `id`), or if one of the
 * two is a table's id and the other refers to that table: `from authors where id = ?` and `author_id`, or
 * `where author_id = ?` and `id` of a parent that reads `from authors`.
 */
bool column_name_agrees(const char *statement, const char *parent, const char *column);

/*
 * Returns true if the column of `parent`'s rows is called like a reference to another row (author_id), also
 * where the parent gives it another name (`book.author_id as writer`).
 */
bool column_name_refers(const char *parent, const char *column);

#endif
