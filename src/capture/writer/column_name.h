/*
 * Column names for the capture. SQLite names a column without an alias after its expression, including
 * values: `select id + 4711 from …`.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_COLUMN_NAME_H
#define LOOPLINE_CAPTURE_WRITER_COLUMN_NAME_H

#include <stddef.h>

#include "sql/normalize.h"

enum { WRITTEN_NAME_BYTES = 160 };

/*
 * Writes `name` to `written` (WRITTEN_NAME_BYTES) in the form that a capture may hold, with `?` for each
 * value and without a NUL. Returns its length. `workspace` is scratch for the normaliser. Any thread, with a
 * workspace of its own.
 */
size_t column_name_without_values(struct sql_workspace *workspace, const char *name, char *written);

#endif
