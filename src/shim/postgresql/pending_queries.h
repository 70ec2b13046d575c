/*
 * The calling thread's pending queries: statements sent on a libpq connection and not answered in full. A
 * thread that waits meanwhile waits for the answer, whatever other descriptors it waits on. The functions
 * that only return something are safe in a signal handler.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_PENDING_QUERIES_H
#define LOOPLINE_SHIM_POSTGRESQL_PENDING_QUERIES_H

#include <stdbool.h>

#include "connections.h"

/* Call when this thread has just sent something on the connection. */
struct sent_statement *pending_query_add(struct postgresql_connection *connection);

/* Returns true if any of the thread's connections has a statement under way; the second, if this one has. */
bool pending_query_is_under_way(void);
bool pending_query_has(const struct postgresql_connection *connection);

/*
 * Returns another connection on which this thread has sent a statement and received no result yet; NULL:
 * none.
 */
struct postgresql_connection *pending_query_without_answer(const struct postgresql_connection *except);

#endif
