/*
 * What the shim knows about the program's libpq connections: their library, their prepared statements, and
 * the statements sent but not yet answered.
 *
 * One thread at a time uses a connection, as libpq requires; nothing is locked.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_CONNECTIONS_H
#define LOOPLINE_SHIM_POSTGRESQL_CONNECTIONS_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "prepared.h"
#include "shim/loader/libraries.h"
#include "shim/recorder/recorder.h"

/* A statement that was sent and whose results have not all arrived. */
struct sent_statement {
    struct thread_record *thread_record;
    struct site_state *state; /* NULL: not kept */
    uint64_t start;           /* ticks */
    struct result_rows rows;  /* of the results so far */
    struct name_setting name; /* the name that it prepares */
    bool answered;            /* its first result has arrived */
};

struct postgresql_connection {
    const struct library *library;
    uint32_t generation;               /* of the recording that everything below belongs to */
    struct prepared_names *names;      /* NULL: none */
    struct statement_reading executed; /* of the EXECUTE that runs or ran last */
    const void *sender;                /* the thread that sent last (pending_queries.c); atomic */
    const struct connection_record *connection_record; /* NULL: none (connection_records.c) */
    struct sent_ring {
        struct sent_statement *slots; /* owned; NULL: none */
        uint32_t capacity;            /* a power of two */
        uint32_t first;
        uint32_t count;
        bool lost; /* too many are under way: until all are answered, results cannot be assigned */
    } sent;
};

/*
 * Returns the copy of libpq that a call on a connection goes to, or NULL if none can be found. `caller`: a
 * return address. Any thread.
 */
const struct library *postgresql_library_of(const PGconn *handle, const char *hook, const void *caller);

/*
 * Returns what is known about a connection, and begins an entry for an unknown one. NULL if there is no room.
 * What belongs to an earlier recording is dropped.
 */
struct postgresql_connection *postgresql_connection(const PGconn *handle, const struct library *library);

/* Returns what is known about a connection, even from an earlier recording; NULL: nothing. */
struct postgresql_connection *postgresql_connection_known(const PGconn *handle);

/* Call after the library has opened a connection; NULL, for a failed attempt, is ignored. */
void postgresql_connection_opened(const PGconn *handle, const struct library *library);

/* Forgets the prepared statements: the session has deallocated them all. */
void postgresql_names_forget(struct postgresql_connection *connection);

/* Forgets prepared statements and sent statements: the connection has a new session on the server. */
void postgresql_connection_reset(const PGconn *handle);
/* Call before the connection is closed: forgets it. */
void postgresql_connection_closed(const PGconn *handle);

/* Returns the statement that is answered next; NULL if none is under way or it is unknown. */
struct sent_statement *postgresql_sent_first(struct postgresql_connection *connection);
/*
 * Adds a sent statement and returns it, all zero, to be filled in; NULL if too many are under way. Do not
 * call it directly: pending_query_add also notes it for the thread.
 */
struct sent_statement *postgresql_sent_add(struct postgresql_connection *connection);
/* Removes the first statement; there must be one. */
void postgresql_sent_drop_first(struct postgresql_connection *connection);
/* Removes them all: every result has arrived. */
void postgresql_sent_clear(struct postgresql_connection *connection);

#endif
