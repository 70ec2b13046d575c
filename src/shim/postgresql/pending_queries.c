#include "pending_queries.h"

#include "connections.h"

/* More at once in one thread: those over the limit are not waited for, which the others hide mostly. */
enum { FLIGHT_LIMIT = 64 };

/*
 * The thread's state: the connections on which it has sent something, some of them answered meanwhile. What
 * is known about a connection lies where it lies as long as the process lives, for another one when it is
 * closed: then that one has another sender, or none.
 */
static __thread struct {
    uint32_t count;
    struct postgresql_connection *connections[FLIGHT_LIMIT];
} flights __attribute__((tls_model("initial-exec")));

bool postgresql_flight_has(const struct postgresql_connection *connection) {
    return __atomic_load_n(&connection->sender, __ATOMIC_RELAXED) == &flights &&
           connection->generation == recorder_generation() &&
           (__atomic_load_n(&connection->sent.count, __ATOMIC_RELAXED) || connection->sent.lost);
}

static void drop_those_that_landed(void) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < flights.count; i++)
        if (postgresql_flight_has(flights.connections[i]))
            flights.connections[kept++] = flights.connections[i];
    flights.count = kept;
}

void postgresql_flight_begins(struct postgresql_connection *connection) {
    __atomic_store_n(&connection->sender, &flights, __ATOMIC_RELAXED);
    for (uint32_t i = 0; i < flights.count; i++)
        if (flights.connections[i] == connection)
            return;
    if (flights.count)
        drop_those_that_landed();
    if (flights.count < FLIGHT_LIMIT)
        flights.connections[flights.count++] = connection;
}

bool postgresql_flight_is_under_way(void) {
    for (uint32_t i = 0; i < flights.count; i++)
        if (postgresql_flight_has(flights.connections[i]))
            return true;
    return false;
}

struct postgresql_connection *postgresql_flight_without_answer(const struct postgresql_connection *except) {
    for (uint32_t i = 0; i < flights.count; i++) {
        struct postgresql_connection *connection = flights.connections[i];
        if (connection == except || !postgresql_flight_has(connection))
            continue;
        const struct sent_statement *first = postgresql_sent_first(connection);
        if (first && !first->answered)
            return connection;
    }
    return NULL;
}
