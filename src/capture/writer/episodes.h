/*
 * Counts how often a call site runs between one execution of another site and the next.
 *
 * All of it happens when the child runs, using the list of the thread's recently run sites, latest first. The
 * sites ahead of the child in it have run since its last execution: for each of them that could be a parent,
 * an episode ends and the next begins. In a plain N+1 the child is first already, and there is nothing to do.
 * Transaction control, pings and settings are ignored: they interrupt nothing.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_EPISODES_H
#define LOOPLINE_CAPTURE_WRITER_EPISODES_H

#include "thread_record.h"

/* Counts one more execution of `child`, before its `calls` is raised. The thread record's thread. */
void episodes_note(struct thread_record *thread_record, struct site_state *child);

/* Forgets what ran, because the thread has ended and another will use its record. */
void episodes_interrupt(struct thread_record *thread_record);

#endif
