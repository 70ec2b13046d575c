#include "postgresql_connections.h"

#include <pthread.h>

#include "handles.h"
#include "hook.h"
#include "postgresql_prepared.h"

enum { CONNECTION_SLOTS = 1 << 12 };

/* The module's state: a table, made when the first connection is met. */
static struct {
    pthread_once_t once;
    struct handle_table connections;
} postgresql = {.once = PTHREAD_ONCE_INIT};

static void start_table(void) {
    handle_table_start(&postgresql.connections, CONNECTION_SLOTS, sizeof(struct postgresql_connection));
}

const struct library *postgresql_library_of(const PGconn *handle, const char *hook, const void *caller) {
    const struct postgresql_connection *connection = handle_find(&postgresql.connections, handle);
    if (!connection)
        return libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, hook, caller);
    libraries_ignore_selection();
    return connection->library;
}

static void clear(struct postgresql_connection *connection) {
    postgresql_sent_clear(connection);
    prepared_names_release(connection->names);
    connection->names = NULL;
}

struct postgresql_connection *postgresql_connection(const PGconn *handle, const struct library *library) {
    pthread_once(&postgresql.once, start_table);
    struct postgresql_connection *connection = handle_find(&postgresql.connections, handle);
    if (!connection) {
        connection = handle_add(&postgresql.connections, handle);
        if (!connection)
            return NULL;
        connection->library = library;
    }
    /* After a fork the ids belong to the parent's recording. */
    if (connection->generation != recorder_generation()) {
        clear(connection);
        connection->generation = recorder_generation();
    }
    return connection;
}

PGconn *postgresql_connection_opened(PGconn *handle, const struct library *library) {
    if (!handle || !process_is_enabled())
        return handle;
    pthread_once(&postgresql.once, start_table);
    struct postgresql_connection *connection = handle_add(&postgresql.connections, handle);
    if (connection)
        connection->library = library;
    return handle;
}

void postgresql_connection_reset(const PGconn *handle) {
    struct postgresql_connection *connection = handle_find(&postgresql.connections, handle);
    if (connection)
        clear(connection);
}

void postgresql_connection_closed(const PGconn *handle) {
    postgresql_connection_reset(handle);
    handle_remove(&postgresql.connections, handle);
}

struct sent_statement *postgresql_sent_first(struct postgresql_connection *connection) {
    return connection->sent_count ? &connection->sent[connection->sent_first] : NULL;
}

void postgresql_sent_add(struct postgresql_connection *connection, struct sent_statement sent) {
    /* A pipeline longer than the ring: the oldest answers go unattributed, their statements are counted. */
    if (connection->sent_count == SENT_LIMIT)
        postgresql_sent_drop_first(connection);
    const uint32_t place = (connection->sent_first + connection->sent_count++) % SENT_LIMIT;
    connection->sent[place] = sent;
}

void postgresql_sent_drop_first(struct postgresql_connection *connection) {
    connection->sent_first = (connection->sent_first + 1) % SENT_LIMIT;
    connection->sent_count--;
}

void postgresql_sent_clear(struct postgresql_connection *connection) {
    connection->sent_first = connection->sent_count = 0;
}

HOOK PGconn *PQconnectdb(const char *description) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    return library ? postgresql_connection_opened(library->postgresql.PQconnectdb(description), library)
                   : NULL;
}

HOOK PGconn *PQconnectdbParams(const char *const *keywords, const char *const *values, int expand) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    if (!library)
        return NULL;
    return postgresql_connection_opened(library->postgresql.PQconnectdbParams(keywords, values, expand),
                                        library);
}

HOOK PGconn *PQsetdbLogin(const char *host, const char *port, const char *options, const char *tty,
                          const char *database, const char *user, const char *password) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    if (!library)
        return NULL;
    return postgresql_connection_opened(
        library->postgresql.PQsetdbLogin(host, port, options, tty, database, user, password), library);
}

HOOK PGconn *PQconnectStart(const char *description) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    return library ? postgresql_connection_opened(library->postgresql.PQconnectStart(description), library)
                   : NULL;
}

HOOK PGconn *PQconnectStartParams(const char *const *keywords, const char *const *values, int expand) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    if (!library)
        return NULL;
    return postgresql_connection_opened(library->postgresql.PQconnectStartParams(keywords, values, expand),
                                        library);
}

HOOK void PQreset(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    postgresql_connection_reset(handle);
    if (library)
        library->postgresql.PQreset(handle);
}

HOOK int PQresetStart(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    postgresql_connection_reset(handle);
    return library ? library->postgresql.PQresetStart(handle) : 0;
}

HOOK void PQfinish(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    postgresql_connection_closed(handle);
    if (library)
        library->postgresql.PQfinish(handle);
}
