/*
 * Names of columns for the capture. SQLite names a column without an alias by its expression, values and all:
 * `select id + 4711 from …`.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_COLUMN_NAME_H
#define LOOPLINE_CAPTURE_WRITER_COLUMN_NAME_H

#include <stddef.h>

#include "sql/normalize.h"

enum { WRITTEN_NAME_BYTES = 160 };

/*
 * Writes `name` as it may stand in a capture, with `?` for each value, to `written` (WRITTEN_NAME_BYTES),
 * without a terminator. Returns its bytes. `workspace` is for the normaliser. Any thread.
 */
size_t column_name_without_values(struct sql_workspace *workspace, const char *name, char *written);

#endif
