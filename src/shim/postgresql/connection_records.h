/*
 * Requests that take turns on one thread (asyncio, gevent) would be mixed up in its thread record. So once a
 * thread sends a statement on one connection while another connection awaits its answer, the thread keeps a
 * record per connection. The first connection keeps using the thread's own record; each further one gets a
 * record of the same kind, up to a limit. Beyond it connections share the thread's.
 *
 * A connection record belongs to one thread. A connection that moves to another thread uses that thread's
 * record.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_CONNECTION_RECORDS_H
#define LOOPLINE_SHIM_POSTGRESQL_CONNECTION_RECORDS_H

#include "connections.h"

/*
 * Returns the record in which the calling thread, whose own is `thread_record`, counts executions on the
 * connection. Never NULL. Use the second function for a call that sends without waiting for the answer.
 */
struct thread_record *connection_record_choose(struct thread_record *thread_record,
                                               struct postgresql_connection *connection);
struct thread_record *connection_record_choose_to_send(struct thread_record *thread_record,
                                                       struct postgresql_connection *connection);

/*
 * Around counting an execution in a record that connection_record_choose returned: that record's boundaries
 * replace the thread's meanwhile. Pass the result of `enter` to `leave`, on the same thread.
 */
struct boundaries connection_record_enter(const struct thread_record *thread_record);
void connection_record_leave(struct boundaries of_thread);

/*
 * Call when the calling thread waits, but not for a database. Notes a boundary in each connection record
 * whose connection has no statement under way. Returns false if the thread has no connection records. Safe in
 * a signal handler.
 */
bool connection_records_note_wait(bool for_a_client);

/*
 * Call when the thread has received something from a client, whether or not statements are under way. Safe in
 * a signal handler.
 */
void connection_records_note_message(void);

/* Gives back the record of a connection that is closed. */
void connection_record_close(struct postgresql_connection *connection);

/* Call at the thread's end: gives back all its connection records. */
void connection_records_end_thread(void);

#endif
