/*
 * One execution on a connection of libpq, from its text or name to the thread record: what the synchronous
 * and the asynchronous hooks share.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_EXECUTION_H
#define LOOPLINE_SHIM_POSTGRESQL_EXECUTION_H

#include "connections.h"

struct postgresql_execution {
    struct thread_record *thread_record; /* NULL: not recorded, and nothing below is set */
    struct postgresql_connection *connection;
    struct site_state *state; /* NULL: not kept */
    struct execution_facts facts;
    uint64_t values[VALUES_LIMIT]; /* what `facts` points to */
    struct result_rows rows;
    uint64_t start; /* ticks */
};

/* Parameters as libpq takes them; any of the arrays may be NULL. */
struct postgresql_parameters {
    int count;
    const char *const *values;
    const int *lengths;
    const int *formats;
    const Oid *types; /* also NULL for a prepared statement, whose types the server has */
};

/*
 * Ready to record a call on this connection: not when switched off, called by the library itself, or out of
 * room. Call before anything else here.
 */
bool postgresql_execution_ready(struct postgresql_execution *execution, PGconn *handle,
                                const struct library *library, const void *caller);

/* The execution is of this text, or of this prepared statement; takes the stack and starts the clock. */
void postgresql_execution_of_text(struct postgresql_execution *execution, PGconn *handle, const char *sql,
                                  struct postgresql_parameters parameters);
void postgresql_execution_of_name(struct postgresql_execution *execution, PGconn *handle, const char *name,
                                  struct postgresql_parameters parameters);

/* Counts it, before its results are known. */
void postgresql_execution_count(struct postgresql_execution *execution);

/* True where a result tells an error. */
bool postgresql_result_failed(const struct library *library, const PGresult *result);

/*
 * Adds one result's rows to a site and keeps the first of them; `rows` goes on where an execution has several
 * results. NULL results and states are fine. The thread record's thread.
 */
void postgresql_add_result(const struct library *library, struct thread_record *thread_record,
                           struct site_state *state, struct result_rows *rows, const PGresult *result);

/*
 * What a text that was sent changes about prepared statements: PREPARE, DEALLOCATE and DISCARD in SQL. The
 * setting of a name that is returned is to be noted as answered.
 */
struct name_setting postgresql_note_sql_names(struct postgresql_execution *execution, PGconn *handle,
                                              const char *sql);

/* A name was sent to be prepared by the protocol. As above. */
struct name_setting postgresql_note_prepared(struct postgresql_execution *execution, PGconn *handle,
                                             const char *name, const char *sql);

#endif
