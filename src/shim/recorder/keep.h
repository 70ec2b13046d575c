/*
 * The bound on what captures take in a directory (LOOPLINE_KEEP=64MiB,7d): where a new one comes, the oldest
 * captures of finished processes go, and their reports with them. Never one that a process still writes.
 */
#ifndef LOOPLINE_SHIM_RECORDER_KEEP_H
#define LOOPLINE_SHIM_RECORDER_KEEP_H

#include <stdint.h>

#include "capture/interned/file.h"

struct keep_rule {
    uint64_t bytes;   /* on the disk, of all captures but the new one; 0: no bound */
    uint64_t seconds; /* since a capture was last changed; 0: no bound */
};

/*
 * From "64MiB,7d": sizes in KiB, MiB or GiB, ages in h or d, with commas between. What makes no sense bounds
 * nothing.
 */
struct keep_rule keep_rule_read(const char *text);

/*
 * Applies the rule to the directory of a new capture. That one is kept, and so is what else belongs to its
 * run of `loopline run`, which reports on all of it at its end. `now`: seconds since the epoch. One thread at
 * a time; makes system calls alone, and touches neither errno nor the host's memory.
 */
void keep_apply(const struct keep_rule *rule, const struct capture_file *own, uint64_t now);

#endif
