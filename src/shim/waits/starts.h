/* Threads that are started for a piece of work: pthread_create hands the work over. */
#ifndef LOOPLINE_SHIM_WAITS_STARTS_H
#define LOOPLINE_SHIM_WAITS_STARTS_H

/* Call in a forked child: forgets the threads that the parent was about to start. */
void starts_after_fork(void);

#endif
