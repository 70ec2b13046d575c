/*
 * One execution on a libpq connection, from its text or name to the thread record. Shared by the synchronous
 * and the asynchronous hooks. All functions run on the thread that called the hook.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_EXECUTION_H
#define LOOPLINE_SHIM_POSTGRESQL_EXECUTION_H

#include "connections.h"

struct postgresql_execution {
    struct thread_record *thread_record; /* NULL: not recorded, and nothing below is set */
    struct postgresql_connection *connection;
    struct site_state *state; /* NULL: not kept */
    struct execution_facts facts;
    uint64_t values[VALUES_LIMIT]; /* `facts` points to these */
    struct statement_tags tags;    /* and to these */
    struct result_rows rows;
    uint64_t start;     /* ticks */
    bool names_changed; /* its text may be one that changes what names stand for */
};

/* Parameters as libpq takes them; any of the arrays may be NULL. */
struct postgresql_parameters {
    int count;
    const char *const *values;
    const int *lengths;
    const int *formats;
    const Oid *types; /* also NULL for a prepared statement, whose types the server knows */
};

/*
 * Prepares `execution` for a call on this connection. Returns false if the call is not recorded: Loopline is
 * switched off or paused, the library called itself, or there is no room. Call it first. `caller`: a return
 * address.
 */
bool postgresql_execution_ready(struct postgresql_execution *execution, PGconn *handle,
                                const struct library *library, const void *caller);

/* The same for a call that executes a statement: one for which there is no room is counted as dropped. */
bool postgresql_execution_begins(struct postgresql_execution *execution, PGconn *handle,
                                 const struct library *library, const void *caller);

/*
 * Identifies the statement by its text or by the name of a prepared statement, walks the stack and starts the
 * clock.
 */
void postgresql_execution_of_text(struct postgresql_execution *execution, PGconn *handle, const char *sql,
                                  const struct postgresql_parameters *parameters);
void postgresql_execution_of_name(struct postgresql_execution *execution, PGconn *handle, const char *name,
                                  const struct postgresql_parameters *parameters);

/* Counts the execution, before its results are known. */
void postgresql_execution_count(struct postgresql_execution *execution);

/* Returns true if the result is an error. */
bool postgresql_result_failed(const struct library *library, const PGresult *result);

/*
 * Adds one result's rows to a site and keeps the first of them. Pass the same `rows` for all results of an
 * execution. `result` and `state` may be NULL. The thread record's thread.
 */
void postgresql_add_result(const struct library *library, struct thread_record *thread_record,
                           struct site_state *state, struct result_rows *rows, const PGresult *result);

/*
 * Notes what a text that was sent changes about prepared statements: PREPARE, DEALLOCATE and DISCARD in SQL.
 * Pass the setting it returns to prepared_names_answered when the answer arrives. Call it for the text of
 * postgresql_execution_of_text.
 */
struct name_setting postgresql_note_sql_names(struct postgresql_execution *execution, PGconn *handle,
                                              const char *sql);

/* Notes a name that was sent to be prepared by the protocol. Returns a setting as above. */
struct name_setting postgresql_note_prepared(struct postgresql_execution *execution, PGconn *handle,
                                             const char *name, const char *sql);

#endif
