/*
 * Requests that take turns on one thread (asyncio, gevent) would mix in its thread record. So a thread that
 * was seen to send a statement on one connection while another had no answer yet keeps a record per
 * connection from then on. The first connection goes on with the thread's own record; each further one gets a
 * record of the same kind, up to a limit, beyond which connections share the thread's.
 *
 * A connection record belongs to one thread. A connection that moves to another thread uses that thread's.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_CONNECTION_RECORDS_H
#define LOOPLINE_SHIM_POSTGRESQL_CONNECTION_RECORDS_H

#include "connections.h"

/*
 * The record in which the calling thread, whose own is `thread_record`, counts what it executes on the
 * connection. The second is for a call that sends without waiting for the answer.
 */
struct thread_record *connection_record_choose(struct thread_record *thread_record,
                                               struct postgresql_connection *connection);
struct thread_record *connection_record_choose_to_send(struct thread_record *thread_record,
                                                       struct postgresql_connection *connection);

/*
 * While an execution is counted in a record that connection_record_choose returned, that record's boundaries
 * stand in for the thread's. `leave` takes what `enter` returned.
 */
struct boundaries connection_record_enter(const struct thread_record *thread_record);
void connection_record_leave(struct boundaries of_thread);

/*
 * The calling thread waits, and for no database: a boundary for each connection record whose connection has
 * no statement under way. False: the thread has no connection records. Safe in a signal handler.
 */
bool connection_records_note_wait(bool for_a_client);

/* The thread has received something from a client, whatever is under way. Safe in a signal handler. */
void connection_records_note_message(void);

/* The connection is closed: its connection record goes back. */
void connection_record_close(struct postgresql_connection *connection);

/* At the thread's end: all of them go back. */
void connection_records_end_thread(void);

#endif
