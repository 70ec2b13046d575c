/*
 * Requests that take turns on one thread (asyncio, gevent) mix in its books. A thread that has been seen to
 * send a statement on one connection while another was without any answer keeps books per connection from
 * then on: lanes. The thread's own books stay with the connection that had them; others get a ledger of their
 * own, up to a limit, beyond which they use the thread's.
 *
 * A lane is its thread's alone. A connection that wanders to another thread is in that thread's books there.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_LANES_H
#define LOOPLINE_SHIM_POSTGRESQL_LANES_H

#include "connections.h"

/*
 * The books for what this thread, whose own are `ledger`, executes on the connection. The second is for a
 * call that sends without waiting for the answer.
 */
struct ledger *postgresql_lane_ledger(struct ledger *ledger, struct postgresql_connection *connection);
struct ledger *postgresql_lane_ledger_to_send(struct ledger *ledger,
                                              struct postgresql_connection *connection);

/*
 * The boundaries of the books that postgresql_lane_ledger returned, in place of the thread's: what counts an
 * execution in these books looks at them. `postgresql_lane_leave` takes back what `enter` returned.
 */
struct boundaries postgresql_lane_enter(const struct ledger *ledger);
void postgresql_lane_leave(struct boundaries threads);

/*
 * This thread waits, and for no database: a boundary for each lane whose connection has no statement under
 * way. False: the thread has no lanes. Safe in a signal handler.
 */
bool postgresql_lanes_note_wait(bool hard);

/* The thread has received something from a client, whatever is under way. Safe in a signal handler. */
void postgresql_lanes_note_message(void);

/* The connection is closed: its lane goes back. */
void postgresql_lane_close(struct postgresql_connection *connection);

/* At the thread's end: all of them go back. */
void postgresql_lanes_end_thread(void);

#endif
