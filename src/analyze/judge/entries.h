/*
 * Entries: under what a loop ran. The view, the resolver, the job, the test or the command.
 */
#ifndef LOOPLINE_ANALYZE_ENTRIES_H
#define LOOPLINE_ANALYZE_ENTRIES_H

#include "finding_loops.h"
#include "findings.h"
#include "rounds.h"

/* What all loops of a run are compared with. */
struct entry_totals {
    uint64_t tests; /* that ran a statement */
};

struct entry_totals entry_totals_of(const struct merged_capture *merged);

/* The entry of a loop, by the stack of its first finding and how often the loop was seen to repeat. */
struct loop_entry entry_of_loop(const struct finding_loop *loop, const struct site_rounds *rounds,
                                const struct entry_totals *totals);

#endif
