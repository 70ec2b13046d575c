/*
 * SQLite: the values of the row that a statement has come to, and of the rows that sqlite3_exec hands out.
 */
#ifndef LOOPLINE_SHIM_SQLITE_ROWS_H
#define LOOPLINE_SHIM_SQLITE_ROWS_H

#include "statements.h"

/*
 * Keeps the current row of `handle`, after a step that returned SQLITE_ROW. Reads the columns in the form
 * they have, so that no value is converted in the program's place. The thread record's thread.
 */
void sqlite_keep_row(struct sqlite_statement *statement, struct thread_record *thread_record,
                     struct site_state *state, sqlite3_stmt *handle);

/* The same for a row as sqlite3_exec's callback and sqlite3_get_table give it: all columns as text. */
void sqlite_keep_texts(struct thread_record *thread_record, struct site_state *state,
                       struct result_rows *rows, int columns, char *const *values, char *const *names);

#endif
