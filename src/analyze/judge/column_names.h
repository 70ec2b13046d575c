/*
 * Do the names say that a parameter is given this column? Two columns may hold the same numbers, as ids and
 * the ids of others like to.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_COLUMN_NAMES_H
#define LOOPLINE_ANALYZE_JUDGE_COLUMN_NAMES_H

#include <stdbool.h>

/*
 * True where the statement asks for a column of that name (`where code = ?`; not ids), or where one
 * of the two is a table's id and the other refers to that table: `from authors where id = ?` and `author_id`,
 * or `where author_id = ?` and `id` of a parent that reads `from authors`.
 */
bool column_name_agrees(const char *statement, const char *parent, const char *column);

#endif
