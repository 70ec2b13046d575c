/* The values of the rows of a libpq result. */
#ifndef LOOPLINE_SHIM_POSTGRESQL_ROWS_H
#define LOOPLINE_SHIM_POSTGRESQL_ROWS_H

#include "shim/loader/libraries.h"
#include "shim/recorder/recorder.h"

/* Keeps the values of the first rows of a result that has rows. Keeps errno. The thread record's thread. */
void postgresql_keep_rows(const struct library *library, struct thread_record *thread_record,
                          struct site_state *state, struct result_rows *rows, const PGresult *result);

#endif
