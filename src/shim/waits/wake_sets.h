/*
 * Which sets of epoll hold descriptors that threads wake each other by, and what such a set answers with for
 * them.
 */
#ifndef LOOPLINE_SHIM_WAITS_WAKE_SETS_H
#define LOOPLINE_SHIM_WAITS_WAKE_SETS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

/* `data` is the program's own for this descriptor. A set that was closed is forgotten when others come. */
void wake_sets_add(int set, int descriptor, uint64_t data);

/* The calling thread is about to wait on the set. */
void wake_sets_begin(int set);

/*
 * The wait is over, with these events (0 of them: nothing came). True: all of them were other threads that
 * hand over work, or answer.
 */
bool wake_sets_end(int set, const struct epoll_event *events, int count);

/* The set that the calling thread waited on last told it that this descriptor can be read. */
bool wake_sets_told(int descriptor);

/* The same from another call that waits. */
void wake_sets_tell(int descriptor);

/* In a forked child: the sets are still the parent's. */
void wake_sets_after_fork(void);

#endif
