/*
 * libpq: the calls that send a statement and wait for its result.
 */
#include "execution.h"
#include "shim/process/hook.h"

/* Ends an execution whose one result is there. In line: the hooks' frames are large enough. */
static inline __attribute__((always_inline)) PGresult *finish(struct postgresql_execution *execution,
                                                              PGresult *result) {
    const int saved = errno;
    const uint64_t ticks = recorder_ticks(execution->thread_record) - execution->start;
    postgresql_execution_count(execution);
    if (execution->state)
        counter_add(&execution->state->site->ticks, ticks);
    postgresql_add_result(execution->connection->library, execution->thread_record, execution->state,
                          &execution->rows, result);
    errno = saved;
    return result;
}

/* PREPARE and its like change names only when they succeeded; nothing else is looked at. */
static void note_names(struct postgresql_execution *execution, PGconn *handle, const char *sql,
                       const PGresult *result) {
    const struct postgresql_functions *libpq = &execution->connection->library->postgresql;
    const int saved = errno;
    if (libpq->PQresultStatus && libpq->PQresultStatus(result) == PGRES_COMMAND_OK) {
        const struct name_setting name = postgresql_note_sql_names(execution, handle, sql);
        prepared_names_answered(execution->connection->names, name, true);
    }
    errno = saved;
}

HOOK PGresult *PQexec(PGconn *handle, const char *sql) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return NULL;
    if (!sql || !postgresql_execution_begins(&execution, handle, library, CALLER))
        return library->postgresql.PQexec(handle, sql);
    const int saved = errno;
    postgresql_sent_clear(execution.connection);
    postgresql_execution_of_text(&execution, handle, sql, &(struct postgresql_parameters){0});
    errno = saved;
    PGresult *result = finish(&execution, library->postgresql.PQexec(handle, sql));
    note_names(&execution, handle, sql, result);
    return result;
}

HOOK PGresult *PQexecParams(PGconn *handle, const char *sql, int count, const Oid *types,
                            const char *const *values, const int *lengths, const int *formats, int format) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return NULL;
    if (!sql || !postgresql_execution_begins(&execution, handle, library, CALLER))
        return library->postgresql.PQexecParams(handle, sql, count, types, values, lengths, formats, format);
    const int saved = errno;
    postgresql_sent_clear(execution.connection);
    postgresql_execution_of_text(&execution, handle, sql,
                                 &(struct postgresql_parameters){count, values, lengths, formats, types});
    errno = saved;
    PGresult *result = finish(&execution, library->postgresql.PQexecParams(handle, sql, count, types, values,
                                                                           lengths, formats, format));
    note_names(&execution, handle, sql, result);
    return result;
}

HOOK PGresult *PQprepare(PGconn *handle, const char *name, const char *sql, int count, const Oid *types) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return NULL;
    if (!sql || !name || !postgresql_execution_ready(&execution, handle, library, CALLER))
        return library->postgresql.PQprepare(handle, name, sql, count, types);
    postgresql_sent_clear(execution.connection);
    PGresult *result = library->postgresql.PQprepare(handle, name, sql, count, types);
    const int saved = errno;
    if (library->postgresql.PQresultStatus &&
        library->postgresql.PQresultStatus(result) == PGRES_COMMAND_OK) {
        const struct name_setting setting = postgresql_note_prepared(&execution, handle, name, sql);
        prepared_names_answered(execution.connection->names, setting, true);
    }
    errno = saved;
    return result;
}

HOOK PGresult *PQexecPrepared(PGconn *handle, const char *name, int count, const char *const *values,
                              const int *lengths, const int *formats, int format) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_execution execution;
    if (!library)
        return NULL;
    if (!name || !postgresql_execution_begins(&execution, handle, library, CALLER))
        return library->postgresql.PQexecPrepared(handle, name, count, values, lengths, formats, format);
    const int saved = errno;
    postgresql_sent_clear(execution.connection);
    postgresql_execution_of_name(&execution, handle, name,
                                 &(struct postgresql_parameters){count, values, lengths, formats, NULL});
    errno = saved;
    return finish(&execution,
                  library->postgresql.PQexecPrepared(handle, name, count, values, lengths, formats, format));
}
