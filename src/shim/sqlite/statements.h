/*
 * What is known about the statements and connections of SQLite that the program holds.
 */
#ifndef LOOPLINE_SHIM_SQLITE_STATEMENTS_H
#define LOOPLINE_SHIM_SQLITE_STATEMENTS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "shim/loader/libraries.h"
#include "shim/recorder/recorder.h"

enum { BOUND_VALUES = 2 * VALUES_LIMIT };

/* A prepared statement, found by its address. One thread at a time uses it, as SQLite asks. */
struct sqlite_statement {
    const struct library *library;
    uint32_t generation; /* of the recording that `reading` and `state` belong to */
    bool running;        /* from the first step after prepare or reset until the last */
    uint32_t bound;      /* highest bound parameter, at most BOUND_VALUES */
    struct statement_reading reading;
    struct thread_record *thread_record; /* whose thread record `state` stands in */
    struct site_state *state;            /* of the execution under way; NULL: not kept */
    struct result_rows rows;             /* of the same */
    uint32_t steps;                      /* of the same, that have returned */
    const void *begun_at;                /* the call that began it */
    bool peeked;                         /* it was reset after its first step, and nothing bound since */
    uint64_t previous_ticks;             /* of the latest that was timed */
    uint64_t step_ticks;                 /* the lesser of the latest two that were timed */
    /* Each bound value (see values.h); parameters beyond the last slot are folded
       into the second half, in turn. */
    uint64_t values[BOUND_VALUES];
};

/* NULL: never seen, or its slot was needed. Any thread. */
struct sqlite_statement *sqlite_statement_find(const sqlite3_stmt *handle);

/* A statement that has just been prepared, or is met for the first time. NULL: no slot. */
struct sqlite_statement *sqlite_statement_add(const sqlite3_stmt *handle, const struct library *library);
void sqlite_statement_remove(const sqlite3_stmt *handle);

/*
 * The copy of SQLite that a call goes to: the one that made the handle, or, for a handle that is not known
 * (NULL), the one that the hook's caller reaches. NULL: none can be found. Any thread.
 */
const struct library *sqlite_library_of_statement(const struct sqlite_statement *statement, const char *hook,
                                                  const void *caller);
const struct library *sqlite_library_of_connection(const sqlite3 *connection, const char *hook,
                                                   const void *caller);

void sqlite_connection_add(const sqlite3 *connection, const struct library *library);
void sqlite_connection_remove(const sqlite3 *connection);

/* Reads the text of a statement whose reading is missing or of another recording. */
void sqlite_statement_read(struct sqlite_statement *statement, struct thread_record *thread_record,
                           sqlite3_stmt *handle);

/* Notes a value (see values.h) bound to parameter `index`, from 1. */
void sqlite_statement_bind(struct sqlite_statement *statement, int index, uint64_t value);
void sqlite_statement_clear_bindings(struct sqlite_statement *statement);

/* What the next execution is run with. The facts point into `statement`. */
void sqlite_statement_parameters(const struct sqlite_statement *statement, struct execution_facts *facts);

#endif
