/*
 * How often a call site runs between one execution of another and the next.
 *
 * All of it is done when the child runs, from the list of the thread's sites that ran most recently, latest
 * first. The sites in front of the child's own place are those that ran since its last execution: for each of
 * them that could be a parent, an episode ends and the next begins. In a plain N+1 the child is in front
 * already and nothing is to be done. Transaction control, pings and settings take no part: they interrupt
 * nothing.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_EPISODES_H
#define LOOPLINE_CAPTURE_WRITER_EPISODES_H

#include "thread_record.h"

/* Accounts for one more execution of `child`, before its `calls` is raised. The thread record's thread. */
void episodes_note(struct thread_record *thread_record, struct site_state *child);

/* Forgets what ran: the thread is at an end, and its thread record will go to another. */
void episodes_interrupt(struct thread_record *thread_record);

#endif
