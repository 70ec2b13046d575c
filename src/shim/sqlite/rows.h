/*
 * The values of a SQLite statement's current row, and of the rows that sqlite3_exec passes to its callback.
 */
#ifndef LOOPLINE_SHIM_SQLITE_ROWS_H
#define LOOPLINE_SHIM_SQLITE_ROWS_H

#include "statements.h"

/*
 * Keeps the current row of `handle`, after a step that returned SQLITE_ROW. Reads each column in the type it
 * has, so that SQLite converts no value before the program does. The thread record's thread.
 */
void sqlite_keep_row(struct sqlite_statement *statement, struct thread_record *thread_record,
                     struct site_state *state, sqlite3_stmt *handle);

/*
 * The same for a row from sqlite3_exec or sqlite3_get_table, whose columns are all text (NULL: SQL's NULL).
 */
void sqlite_keep_texts(struct thread_record *thread_record, struct site_state *state,
                       struct result_rows *rows, int columns, char *const *values, char *const *names);

#endif
