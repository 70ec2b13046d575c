/*
 * Which epoll sets hold descriptors that threads wake each other by, and the event data that these
 * descriptors have there. All functions: any thread, also in a signal handler.
 */
#ifndef LOOPLINE_SHIM_WAITS_WAKE_SETS_H
#define LOOPLINE_SHIM_WAITS_WAKE_SETS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

/*
 * Notes a descriptor of a set. `data` is what the program gave epoll_ctl for it. Room is limited: the oldest
 * entries, such as those of closed sets, are replaced.
 */
void wake_sets_add(int set, int descriptor, uint64_t data);

/* Call when the calling thread is about to wait on the set. */
void wake_sets_begin(int set);

/*
 * Call when that wait is over, with the `count` events it returned. Returns true if there were events and
 * each came from another thread that handed over work or answered.
 */
bool wake_sets_end(int set, const struct epoll_event *events, int count);

/* Returns true if the calling thread's last wait reported that this descriptor is readable. */
bool wake_sets_told(int descriptor);

/* Notes that another kind of wait (poll, select) reported that this descriptor is readable. */
void wake_sets_tell(int descriptor);

/* Call in a forked child: forgets the parent's sets. */
void wake_sets_after_fork(void);

#endif
