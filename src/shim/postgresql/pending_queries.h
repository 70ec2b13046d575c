/*
 * Which of this thread's statements are under way: sent on a connection of libpq and not answered in full. A
 * thread that waits meanwhile waits for its answer, whatever else is in the set. What only looks is safe in a
 * signal handler.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_PENDING_QUERIES_H
#define LOOPLINE_SHIM_POSTGRESQL_PENDING_QUERIES_H

#include <stdbool.h>

#include "connections.h"

/* This thread has just sent something on the connection. */
void pending_query_add(struct postgresql_connection *connection, struct sent_statement sent);

/* True where any of the thread's connections has a statement under way; and where this one has. */
bool pending_query_is_under_way(void);
bool pending_query_has(const struct postgresql_connection *connection);

/* Another connection on which this thread has sent something and has no answer at all yet; NULL: none. */
struct postgresql_connection *pending_query_without_answer(const struct postgresql_connection *except);

#endif
