/*
 * Requests that take turns on one thread (asyncio, gevent) mix in its thread record. A thread that has been
 * seen to send a statement on one connection while another was without any answer keeps thread record per
 * connection from then on: connection records. The thread's own thread record stay with the connection that
 * had them; others get a thread record of their own, up to a limit, beyond which they use the thread's.
 *
 * A connection record is its thread's alone. A connection that wanders to another thread is in that thread's
 * thread record there.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_LANES_H
#define LOOPLINE_SHIM_POSTGRESQL_LANES_H

#include "connections.h"

/*
 * The thread record for what this thread, whose own are `thread record`, executes on the connection. The
 * second is for a call that sends without waiting for the answer.
 */
struct thread_record *connection_record_thread_record(struct thread_record *thread_record,
                                                      struct postgresql_connection *connection);
struct thread_record *connection_record_thread_record_to_send(struct thread_record *thread_record,
                                                              struct postgresql_connection *connection);

/*
 * The boundaries of the thread record that connection_record_thread_record returned, in place of the
 * thread's: what counts an execution in these thread record looks at them. `connection_record_leave` takes
 * back what `enter` returned.
 */
struct boundaries connection_record_enter(const struct thread_record *thread_record);
void connection_record_leave(struct boundaries threads);

/*
 * This thread waits, and for no database: a boundary for each connection record whose connection has no
 * statement under way. False: the thread has no connection records. Safe in a signal handler.
 */
bool connection_records_note_wait(bool hard);

/* The thread has received something from a client, whatever is under way. Safe in a signal handler. */
void connection_records_note_message(void);

/* The connection is closed: its connection record goes back. */
void connection_record_close(struct postgresql_connection *connection);

/* At the thread's end: all of them go back. */
void connection_records_end_thread(void);

#endif
