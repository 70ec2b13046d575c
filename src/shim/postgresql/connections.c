#include "connections.h"

#include <pthread.h>

#include "host/memory.h"
#include "libc/optional.h"
#include "prepared.h"
#include "shim/loader/handles.h"
#include "shim/process/process.h"

enum { FEW_CONNECTIONS = 1 << 8, MOST_CONNECTIONS = 1 << 12, SENT_FIRST = 64, SENT_LIMIT = 1 << 16 };

/* The module's state: a table, made when the first connection is met. */
static struct {
    pthread_once_t once;
    struct handle_table connections;
} postgresql = {.once = PTHREAD_ONCE_INIT};

static void start_table(void) {
    handle_table_start(&postgresql.connections, FEW_CONNECTIONS, MOST_CONNECTIONS,
                       sizeof(struct postgresql_connection));
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

struct postgresql_connection *postgresql_connection_known(const PGconn *handle) {
    return handle_find(&postgresql.connections, handle);
}

static void clear(struct postgresql_connection *connection) {
    memory_unmap(connection->sent.slots, connection->sent.capacity * sizeof *connection->sent.slots);
    connection->sent = (struct sent_ring){.slots = NULL};
    postgresql_names_forget(connection);
}

struct postgresql_connection *postgresql_connection(const PGconn *handle, const struct library *library) {
    run_once(&postgresql.once, start_table);
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

void postgresql_connection_opened(const PGconn *handle, const struct library *library) {
    if (!handle || !process_is_enabled())
        return;
    run_once(&postgresql.once, start_table);
    struct postgresql_connection *connection = handle_add(&postgresql.connections, handle);
    if (connection)
        connection->library = library;
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

struct sent_statement *postgresql_sent_add(struct postgresql_connection *connection) {
    struct sent_ring *ring = &connection->sent;
    if (ring->lost)
        return NULL;
    if (ring->count == ring->capacity && !grow(ring)) {
        ring->count = 0;
        ring->lost = true;
        return NULL;
    }
    struct sent_statement *sent = &ring->slots[(ring->first + ring->count++) & (ring->capacity - 1)];
    *sent = (struct sent_statement){.thread_record = NULL};
    return sent;
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
