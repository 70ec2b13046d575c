/* The entry of a loop: the view, resolver, job, test or command that it ran under. */
#ifndef LOOPLINE_ANALYZE_ENTRIES_H
#define LOOPLINE_ANALYZE_ENTRIES_H

#include "analyze/rounds/rounds.h"
#include "finding_loops.h"
#include "findings.h"

/* Totals over a whole merged capture. */
struct entry_totals {
    uint64_t tests; /* tests that ran a statement */
};

struct entry_totals entry_totals_of(const struct merged_capture *merged);

/*
 * Returns the entry of a loop, by the stack of its first finding and how often the loop repeated a statement.
 * `rounds`: by site number. `pool` holds the names that tags in comments give; here and below.
 */
struct loop_entry entry_of_loop(const struct finding_loop *loop, const struct site_rounds *rounds,
                                const struct entry_totals *totals, struct pool *pool);

/*
 * Returns the entry of a call site, whether a loop repeats it or not. `executions` is in how many it ran
 * where they are requests, else 1. `ran`: the site's own.
 */
struct loop_entry entry_of_site(const struct merged_site *site, const struct site_rounds *ran,
                                struct pool *pool);

#endif
