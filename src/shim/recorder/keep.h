/*
 * The limit on what the captures in a directory may take (LOOPLINE_KEEP=64MiB,7d). When a new capture is
 * made, the oldest captures of finished processes are removed, together with their reports. A capture that a
 * process still writes is never removed.
 */
#ifndef LOOPLINE_SHIM_RECORDER_KEEP_H
#define LOOPLINE_SHIM_RECORDER_KEEP_H

#include <stdint.h>

#include "capture/interned/file.h"

struct keep_rule {
    uint64_t bytes;   /* disk space of all captures but the new one; 0: no limit */
    uint64_t seconds; /* age since a capture's last change; 0: no limit */
};

/*
 * Reads a rule such as "64MiB,7d": a comma-separated list of sizes in KiB, MiB or GiB and ages in h or d.
 * Parts that are malformed are ignored.
 */
struct keep_rule keep_rule_read(const char *text);

/*
 * Applies the rule to the directory of the new capture `own`. It keeps `own` and all captures of the same
 * `loopline run`, which reports on them at its end. `now`: seconds since the epoch. One thread at a time.
 * Makes direct system calls only, and touches neither errno nor the host's memory.
 */
void keep_apply(const struct keep_rule *rule, const struct capture_file *own, uint64_t now);

#endif
