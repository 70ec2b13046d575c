/*
 * The baseline: the loops that a project accepts, one per line, sorted, so that it can be reviewed and
 * merged.
 *
 *     0123456789abcdef n=100 src/shop.py:list_orders select name from customers where id = ?
 *
 * Only the id and n count. A loop whose N has more than doubled is reported again.
 */
#ifndef LOOPLINE_CLI_CHECK_BASELINE_H
#define LOOPLINE_CLI_CHECK_BASELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "model/report.h"

struct baseline_entry {
    char id[17];
    uint64_t n;
    bool is_met; /* the report has this loop */
};

struct baseline {
    struct baseline_entry *entries;
    size_t count;
    size_t capacity;
};

/* Returns false, with the fault said on standard error, where the file cannot be read or a line is wrong. */
bool baseline_read(struct pool *pool, const char *path, struct baseline *baseline);

/* Returns the loop's entry; NULL: none, or its N was less than half of the present one. */
struct baseline_entry *baseline_find(struct baseline *baseline, const struct report_loop *loop);

/* Replaces the file by one with all loops of the report. Returns false, which was said, where it cannot. */
bool baseline_write(const char *path, const struct report *report);

#endif
