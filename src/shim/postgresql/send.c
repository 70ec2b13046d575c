/*
 * libpq: the calls that send a statement and come back at once, and PQgetResult, which brings the answers.
 *
 * A statement is counted when it was sent; its time runs until its first result. In pipeline mode what is
 * sent behind another statement that has no answer yet rides on the same round trip.
 */
#include "connection_records.h"
#include "execution.h"
#include "pending_queries.h"
#include "shim/process/hook.h"

static bool in_pipeline(const struct library *library, const PGconn *handle) {
    const struct postgresql_functions *libpq = &library->postgresql;
    return libpq->PQpipelineStatus && libpq->PQpipelineStatus(handle) != PQ_PIPELINE_OFF;
}

static bool round_trip_is_under_way(struct postgresql_connection *connection) {
    const struct sent_statement *first = postgresql_sent_first(connection);
    return connection->sent.lost || (first && !first->answered);
}

static const struct name_setting no_name;

static void note_pending(struct postgresql_execution *execution, struct name_setting name) {
    struct sent_statement *sent = pending_query_add(execution->connection);
    if (!sent)
        return;
    sent->thread_record = execution->thread_record;
    sent->state = execution->state;
    sent->start = execution->start;
    sent->name = name;
}

/* After the real call, which said whether the statement was sent; `sql` is NULL for a prepared one. */
static int note_sent(struct postgresql_execution *execution, PGconn *handle, const char *sql, int sent) {
    const int saved = errno;
    struct postgresql_connection *connection = execution->connection;
    if (sent) {
        if (in_pipeline(connection->library, handle))
            execution->facts.pipelined = round_trip_is_under_way(connection);
        else
            postgresql_sent_clear(connection);
        postgresql_execution_count(execution);
        note_pending(execution, sql ? postgresql_note_sql_names(execution, handle, sql) : no_name);
    }
    errno = saved;
    return sent;
}

/* What was sent executes nothing, but its answer takes a place in the order of answers. */
static void note_no_statement(struct postgresql_execution *execution, const PGconn *handle,
                              struct name_setting name) {
    if (!in_pipeline(execution->connection->library, handle))
        postgresql_sent_clear(execution->connection);
    note_pending(execution, name);
}

/* Whether the call is recorded, and if so in whose record. */
static bool choose_record(struct postgresql_execution *execution, bool ready) {
    if (ready)
        execution->thread_record =
            connection_record_choose_to_send(execution->thread_record, execution->connection);
    return ready;
}

static bool begins_to_send(struct postgresql_execution *execution, PGconn *handle,
                           const struct library *library, const void *caller) {
    return choose_record(execution, postgresql_execution_begins(execution, handle, library, caller));
}

HOOK int PQsendQuery(PGconn *handle, const char *sql) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return 0;
    if (!sql || !begins_to_send(&execution, handle, library, CALLER))
        return library->postgresql.PQsendQuery(handle, sql);
    const int saved = errno;
    postgresql_execution_of_text(&execution, handle, sql, &(struct postgresql_parameters){0});
    errno = saved;
    return note_sent(&execution, handle, sql, library->postgresql.PQsendQuery(handle, sql));
}

HOOK int PQsendQueryParams(PGconn *handle, const char *sql, int count, const Oid *types,
                           const char *const *values, const int *lengths, const int *formats, int format) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return 0;
    if (!sql || !begins_to_send(&execution, handle, library, CALLER))
        return library->postgresql.PQsendQueryParams(handle, sql, count, types, values, lengths, formats,
                                                     format);
    const int saved = errno;
    postgresql_execution_of_text(&execution, handle, sql,
                                 &(struct postgresql_parameters){count, values, lengths, formats, types});
    errno = saved;
    return note_sent(
        &execution, handle, sql,
        library->postgresql.PQsendQueryParams(handle, sql, count, types, values, lengths, formats, format));
}

/* Whether the server took it is known later; in a pipeline the name is used before that. */
HOOK int PQsendPrepare(PGconn *handle, const char *name, const char *sql, int count, const Oid *types) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return 0;
    if (!sql || !name ||
        !choose_record(&execution, postgresql_execution_ready(&execution, handle, library, CALLER)))
        return library->postgresql.PQsendPrepare(handle, name, sql, count, types);
    const int sent = library->postgresql.PQsendPrepare(handle, name, sql, count, types);
    const int saved = errno;
    if (sent)
        note_no_statement(&execution, handle, postgresql_note_prepared(&execution, handle, name, sql));
    errno = saved;
    return sent;
}

/* A request that executes nothing, sent by `real` of the library: NULL where the library is too old for it.
 */
static int send_request(PGconn *handle, const char *name, const struct library *library, const void *caller,
                        int (*real)(PGconn *, const char *)) {
    struct postgresql_execution execution;
    if (!real)
        return 0;
    const int sent = real(handle, name);
    const int saved = errno;
    if (sent && recorder_has_started() && postgresql_execution_ready(&execution, handle, library, caller))
        note_no_statement(&execution, handle, no_name);
    errno = saved;
    return sent;
}

HOOK int PQsendDescribePrepared(PGconn *handle, const char *name) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    return library ? send_request(handle, name, library, CALLER, library->postgresql.PQsendDescribePrepared)
                   : 0;
}

HOOK int PQsendDescribePortal(PGconn *handle, const char *name) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    return library ? send_request(handle, name, library, CALLER, library->postgresql.PQsendDescribePortal)
                   : 0;
}

HOOK int PQsendClosePrepared(PGconn *handle, const char *name) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    return library ? send_request(handle, name, library, CALLER, library->postgresql.PQsendClosePrepared) : 0;
}

HOOK int PQsendClosePortal(PGconn *handle, const char *name) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    return library ? send_request(handle, name, library, CALLER, library->postgresql.PQsendClosePortal) : 0;
}

HOOK int PQsendQueryPrepared(PGconn *handle, const char *name, int count, const char *const *values,
                             const int *lengths, const int *formats, int format) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return 0;
    if (!name || !begins_to_send(&execution, handle, library, CALLER))
        return library->postgresql.PQsendQueryPrepared(handle, name, count, values, lengths, formats, format);
    const int saved = errno;
    postgresql_execution_of_name(&execution, handle, name,
                                 &(struct postgresql_parameters){count, values, lengths, formats, NULL});
    errno = saved;
    return note_sent(
        &execution, handle, NULL,
        library->postgresql.PQsendQueryPrepared(handle, name, count, values, lengths, formats, format));
}

static bool is_synchronisation(const struct library *library, const PGresult *result) {
    const struct postgresql_functions *libpq = &library->postgresql;
    return libpq->PQresultStatus && libpq->PQresultStatus(result) == PGRES_PIPELINE_SYNC;
}

/* The state to add to, in the thread record of the thread that reads the answer. */
static struct site_state *state_here(const struct sent_statement *sent, struct thread_record *thread_record,
                                     const struct library *library) {
    if (!sent->state || sent->thread_record == thread_record)
        return sent->state;
    return recorder_site_elsewhere(thread_record, sent->state, library);
}

static void note_answer(struct postgresql_connection *connection, struct thread_record *thread_record,
                        const PGresult *result, uint64_t entered) {
    const struct library *library = connection->library;
    struct sent_statement *sent = postgresql_sent_first(connection);
    if (!sent || (result && is_synchronisation(library, result)))
        return;
    if (!result) {
        if (sent->answered)
            postgresql_sent_drop_first(connection);
        return;
    }
    struct site_state *state = state_here(sent, thread_record, library);
    const uint64_t since = sent->answered ? entered : sent->start;
    if (state)
        counter_add(&state->site->ticks, recorder_ticks(thread_record) - since);
    postgresql_add_result(library, thread_record, state, &sent->rows, result);
    if (sent->name.hash)
        prepared_names_answered(connection->names, sent->name, !postgresql_result_failed(library, result));
    sent->answered = true;
}

HOOK PGresult *PQgetResult(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return NULL;
    /* An answer begins no recording. */
    if (!recorder_has_started() || !postgresql_execution_ready(&execution, handle, library, CALLER))
        return library->postgresql.PQgetResult(handle);
    const uint64_t entered = recorder_ticks(execution.thread_record);
    PGresult *result = library->postgresql.PQgetResult(handle);
    const int saved = errno;
    note_answer(execution.connection, execution.thread_record, result, entered);
    errno = saved;
    return result;
}
