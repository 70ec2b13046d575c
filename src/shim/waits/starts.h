/*
 * Threads that are started for a piece of work.
 */
#ifndef LOOPLINE_SHIM_WAITS_STARTS_H
#define LOOPLINE_SHIM_WAITS_STARTS_H

/* In a forked child: no other thread is about to start. */
void starts_after_fork(void);

#endif
