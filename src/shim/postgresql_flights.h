/*
 * Which of this thread's statements are under way: sent on a connection of libpq and not answered in full. A
 * thread that waits meanwhile waits for its answer, whatever else is in the set.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_FLIGHTS_H
#define LOOPLINE_SHIM_POSTGRESQL_FLIGHTS_H

#include <stdbool.h>

struct postgresql_connection;

/* This thread has just sent something on the connection. */
void postgresql_flight_begins(struct postgresql_connection *connection);

/* Safe in a signal handler. */
bool postgresql_flight_is_under_way(void);

#endif
