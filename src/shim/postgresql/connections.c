#include "connections.h"

#include <pthread.h>

#include "capture/writer/boundary.h"
#include "capture/writer/memory.h"
#include "connection_records.h"
#include "pending_queries.h"
#include "prepared.h"
#include "shim/loader/handles.h"
#include "shim/process/hook.h"
#include "shim/waits/descriptors.h"

enum { CONNECTION_SLOTS = 1 << 12, SENT_FIRST = 64, SENT_LIMIT = 1 << 16 };

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

void postgresql_names_forget(struct postgresql_connection *connection) {
    prepared_names_release(connection->names);
    connection->names = NULL;
}

static void clear(struct postgresql_connection *connection) {
    memory_unmap(connection->sent.slots, connection->sent.capacity * sizeof *connection->sent.slots);
    connection->sent = (struct sent_ring){.slots = NULL};
    postgresql_names_forget(connection);
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

static void note_opened(const PGconn *handle, const struct library *library) {
    if (!handle || !process_is_enabled())
        return;
    pthread_once(&postgresql.once, start_table);
    struct postgresql_connection *connection = handle_add(&postgresql.connections, handle);
    if (connection)
        connection->library = library;
}

static void note_socket(const PGconn *handle, const struct library *library) {
    if (process_is_enabled() && library->postgresql.PQsocket)
        descriptor_note(library->postgresql.PQsocket(handle), DESCRIPTOR_DATABASE);
}

void postgresql_connection_reset(const PGconn *handle) {
    struct postgresql_connection *connection = handle_find(&postgresql.connections, handle);
    if (connection)
        clear(connection);
}

void postgresql_connection_closed(const PGconn *handle) {
    struct postgresql_connection *connection = handle_find(&postgresql.connections, handle);
    if (!connection)
        return;
    clear(connection);
    connection_record_close(connection);
    handle_remove(&postgresql.connections, handle);
}

struct sent_statement *postgresql_sent_first(struct postgresql_connection *connection) {
    const struct sent_ring *ring = &connection->sent;
    return ring->count ? &ring->slots[ring->first] : NULL;
}

static bool grow(struct sent_ring *ring) {
    const uint32_t capacity = ring->capacity ? ring->capacity * 2 : SENT_FIRST;
    struct sent_statement *slots = capacity <= SENT_LIMIT ? memory_map(capacity * sizeof *slots) : NULL;
    if (!slots)
        return false;
    for (uint32_t i = 0; i < ring->count; i++)
        slots[i] = ring->slots[(ring->first + i) & (ring->capacity - 1)];
    memory_unmap(ring->slots, ring->capacity * sizeof *slots);
    *ring = (struct sent_ring){.slots = slots, .capacity = capacity, .count = ring->count};
    return true;
}

void postgresql_sent_add(struct postgresql_connection *connection, struct sent_statement sent) {
    struct sent_ring *ring = &connection->sent;
    if (ring->lost)
        return;
    if (ring->count == ring->capacity && !grow(ring)) {
        ring->count = 0;
        ring->lost = true;
        return;
    }
    ring->slots[(ring->first + ring->count++) & (ring->capacity - 1)] = sent;
    pending_query_begins(connection);
}

void postgresql_sent_drop_first(struct postgresql_connection *connection) {
    struct sent_ring *ring = &connection->sent;
    ring->first = (ring->first + 1) & (ring->capacity - 1);
    ring->count--;
}

void postgresql_sent_clear(struct postgresql_connection *connection) {
    connection->sent.count = 0;
    connection->sent.lost = false;
}

/* ---- Opening and closing. Whoever is waited for meanwhile (a name server) is no boundary. ---- */

static PGconn *opened(PGconn *handle, const struct library *library, struct boundaries before) {
    boundaries = before;
    note_opened(handle, library);
    note_socket(handle, library);
    return handle;
}

HOOK PGconn *PQconnectdb(const char *description) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    return library ? opened(library->postgresql.PQconnectdb(description), library, before) : NULL;
}

HOOK PGconn *PQconnectdbParams(const char *const *keywords, const char *const *values, int expand) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    if (!library)
        return NULL;
    return opened(library->postgresql.PQconnectdbParams(keywords, values, expand), library, before);
}

HOOK PGconn *PQsetdbLogin(const char *host, const char *port, const char *options, const char *tty,
                          const char *database, const char *user, const char *password) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    if (!library)
        return NULL;
    return opened(library->postgresql.PQsetdbLogin(host, port, options, tty, database, user, password),
                  library, before);
}

HOOK PGconn *PQconnectStart(const char *description) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    return library ? opened(library->postgresql.PQconnectStart(description), library, before) : NULL;
}

HOOK PGconn *PQconnectStartParams(const char *const *keywords, const char *const *values, int expand) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    if (!library)
        return NULL;
    return opened(library->postgresql.PQconnectStartParams(keywords, values, expand), library, before);
}

HOOK void PQreset(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    const struct boundaries before = boundaries;
    postgresql_connection_reset(handle);
    if (!library)
        return;
    library->postgresql.PQreset(handle);
    boundaries = before;
    note_socket(handle, library);
}

HOOK int PQresetStart(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    const struct boundaries before = boundaries;
    postgresql_connection_reset(handle);
    const int started = library ? library->postgresql.PQresetStart(handle) : 0;
    boundaries = before;
    return started;
}

HOOK void PQfinish(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    postgresql_connection_closed(handle);
    if (library)
        library->postgresql.PQfinish(handle);
}

/* Whoever waits for a connection by itself has to ask for its descriptor, which changes as it connects. */
HOOK int PQsocket(const PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    const int descriptor = library ? library->postgresql.PQsocket(handle) : -1;
    descriptor_note(descriptor, DESCRIPTOR_DATABASE);
    return descriptor;
}
