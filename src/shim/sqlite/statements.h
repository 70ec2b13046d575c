/*
 * What the shim knows about the SQLite statements and connections of the program. A handle is used by one
 * thread at a time, as SQLite requires.
 */
#ifndef LOOPLINE_SHIM_SQLITE_STATEMENTS_H
#define LOOPLINE_SHIM_SQLITE_STATEMENTS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "shim/loader/libraries.h"
#include "shim/recorder/recorder.h"

enum { BOUND_VALUES = 2 * VALUES_LIMIT };

/* A prepared statement, found by the address of its handle. */
struct sqlite_statement {
    const struct library *library;
    uint32_t generation; /* of the recording that `reading` and `state` belong to */
    bool running;        /* from the first step after prepare or reset to the last */
    bool left_out;       /* so is an execution that could not be recorded when it began */
    uint32_t bound;      /* highest bound parameter, at most BOUND_VALUES */
    struct statement_reading reading;
    struct thread_record *thread_record; /* the thread record that holds `state` */
    struct site_state *state;            /* of the current execution; NULL: not kept */
    struct result_rows rows;             /* of the current execution */
    uint32_t steps;                      /* steps of the current execution that have returned */
    const void *begun_at;                /* the call that began the current execution */
    bool names_are_utf16;                /* the program may hold names of columns in UTF-16 */
    bool peeked;                         /* reset after its first step, with nothing bound since */
    uint64_t previous_ticks;             /* of the last timed step */
    uint64_t step_ticks;                 /* the shorter of the last two timed steps */
    /* Bound values (see values.h). Parameters beyond the last slot are folded into the slots of the second
       half, in turn. */
    uint64_t values[BOUND_VALUES];
};

/* Returns what is known of a handle; NULL: nothing. Any thread. */
struct sqlite_statement *sqlite_statement_find(const sqlite3_stmt *handle);

/*
 * Adds a statement that was just prepared, or is seen for the first time. Returns NULL if there is no room.
 * Any thread.
 */
struct sqlite_statement *sqlite_statement_add(const sqlite3_stmt *handle, const struct library *library);
/* Call before the handle is finalised. Any thread. */
void sqlite_statement_remove(const sqlite3_stmt *handle);

/*
 * Returns the copy of SQLite that a call goes to: the one that made the handle or, if the handle is unknown
 * (NULL), the one that the hook's caller reaches. NULL if none can be found. `caller`: a return address. Any
 * thread.
 */
const struct library *sqlite_library_of_statement(const struct sqlite_statement *statement, const char *hook,
                                                  const void *caller);
const struct library *sqlite_library_of_connection(const sqlite3 *connection, const char *hook,
                                                   const void *caller);

/*
 * Call after a connection was opened and before it is closed. A connection without room stays unknown. Any
 * thread.
 */
void sqlite_connection_add(const sqlite3 *connection, const struct library *library);
void sqlite_connection_remove(const sqlite3 *connection);

/*
 * Reads the statement's text if its reading is missing or belongs to an earlier recording. The thread
 * record's thread.
 */
void sqlite_statement_read(struct sqlite_statement *statement, struct thread_record *thread_record,
                           sqlite3_stmt *handle);

/* Notes the value (see values.h) bound to parameter `index`, counted from 1; a smaller index is ignored. */
void sqlite_statement_bind(struct sqlite_statement *statement, int index, uint64_t value);
void sqlite_statement_clear_bindings(struct sqlite_statement *statement);

/* Fills in the parameters of the next execution. `facts` then points into `statement`. */
void sqlite_statement_parameters(const struct sqlite_statement *statement, struct execution_facts *facts);

#endif
