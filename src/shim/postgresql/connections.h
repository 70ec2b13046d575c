/*
 * What is known about the connections of libpq that the program holds: their library, their prepared
 * statements, and what was sent on them and is not answered yet.
 *
 * One thread at a time uses a connection, as libpq asks; nothing is locked.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_CONNECTIONS_H
#define LOOPLINE_SHIM_POSTGRESQL_CONNECTIONS_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "prepared.h"
#include "shim/loader/libraries.h"
#include "shim/recorder/recorder.h"

/* A statement that was sent and whose results are still to come. */
struct sent_statement {
    struct thread_record *thread_record;
    struct site_state *state; /* NULL: not kept */
    uint64_t start;           /* ticks */
    struct result_rows rows;  /* of the answers so far */
    struct name_setting name; /* that it prepares */
    bool answered;            /* its first result has come */
};

struct postgresql_connection {
    const struct library *library;
    uint32_t generation;          /* of the recording that everything below belongs to */
    struct prepared_names *names; /* NULL: none */
    const void *sender;           /* the thread that sent last, see pending_queries.c; atomic */
    const struct connection_record
        *connection_record; /* its own thread record in one thread, see connection_records.c; NULL: none */
    struct sent_ring {
        struct sent_statement *slots; /* owned; NULL: none yet */
        uint32_t capacity;            /* a power of two */
        uint32_t first;
        uint32_t count;
        bool lost; /* more was under way than is kept: no answer can be told whose it is, until all are in */
    } sent;
};

/* The copy of libpq that a call on a connection goes to; NULL: none can be found. Any thread. */
const struct library *postgresql_library_of(const PGconn *handle, const char *hook, const void *caller);

/* What is known about a connection, made where nothing is; NULL: no room. */
struct postgresql_connection *postgresql_connection(const PGconn *handle, const struct library *library);

/* The same where something is known; else NULL. */
struct postgresql_connection *postgresql_connection_known(const PGconn *handle);

/* The library has opened a connection, or tried to (a NULL handle). */
void postgresql_connection_opened(const PGconn *handle, const struct library *library);

/* Forgets prepared statements: the session has given all of them back. */
void postgresql_names_forget(struct postgresql_connection *connection);

/* Forgets prepared statements and what was sent: the session on the server is another one. */
void postgresql_connection_reset(const PGconn *handle);
void postgresql_connection_closed(const PGconn *handle);

/* The statement whose answer comes next; NULL: none is under way, or it is not known. */
struct sent_statement *postgresql_sent_first(struct postgresql_connection *connection);
/* False: more is under way than is kept. Call pending_query_add, which tells the thread too. */
bool postgresql_sent_add(struct postgresql_connection *connection, struct sent_statement sent);
void postgresql_sent_drop_first(struct postgresql_connection *connection);
void postgresql_sent_clear(struct postgresql_connection *connection);

#endif
