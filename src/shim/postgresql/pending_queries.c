#include "pending_queries.h"

/* More at once in one thread: those over the limit are not waited for, which the others hide mostly. */
enum { PENDING_LIMIT = 64 };

/*
 * The thread's state: the connections on which it has sent something, some of them answered meanwhile. What
 * is known about a connection lies where it lies as long as the process lives, for another one when it is
 * closed: then that one has another sender, or none.
 */
static __thread struct {
    uint32_t count;
    struct postgresql_connection *connections[PENDING_LIMIT];
} pending_queries __attribute__((tls_model("initial-exec")));

bool pending_query_has(const struct postgresql_connection *connection) {
    return __atomic_load_n(&connection->sender, __ATOMIC_RELAXED) == &pending_queries &&
           connection->generation == recorder_generation() &&
           (__atomic_load_n(&connection->sent.count, __ATOMIC_RELAXED) || connection->sent.lost);
}

static void drop_those_answered(void) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < pending_queries.count; i++)
        if (pending_query_has(pending_queries.connections[i]))
            pending_queries.connections[kept++] = pending_queries.connections[i];
    pending_queries.count = kept;
}

static void note_connection(struct postgresql_connection *connection) {
    __atomic_store_n(&connection->sender, &pending_queries, __ATOMIC_RELAXED);
    for (uint32_t i = 0; i < pending_queries.count; i++)
        if (pending_queries.connections[i] == connection)
            return;
    if (pending_queries.count)
        drop_those_answered();
    if (pending_queries.count < PENDING_LIMIT)
        pending_queries.connections[pending_queries.count++] = connection;
}

struct sent_statement *pending_query_add(struct postgresql_connection *connection) {
    struct sent_statement *sent = postgresql_sent_add(connection);
    if (sent)
        note_connection(connection);
    return sent;
}

bool pending_query_is_under_way(void) {
    for (uint32_t i = 0; i < pending_queries.count; i++)
        if (pending_query_has(pending_queries.connections[i]))
            return true;
    return false;
}

struct postgresql_connection *pending_query_without_answer(const struct postgresql_connection *except) {
    for (uint32_t i = 0; i < pending_queries.count; i++) {
        struct postgresql_connection *connection = pending_queries.connections[i];
        if (connection == except || !pending_query_has(connection))
            continue;
        const struct sent_statement *first = postgresql_sent_first(connection);
        if (first && !first->answered)
            return connection;
    }
    return NULL;
}
