/* Chooses the statement whose rows a site loops over, among those that ran before it. */
#ifndef LOOPLINE_ANALYZE_JUDGE_PARENT_H
#define LOOPLINE_ANALYZE_JUDGE_PARENT_H

#include "analyze/merge/merged_capture.h"
#include "analyze/rounds/loop_line.h"

struct parent_choice {
    const struct merged_parent_candidate *parent_candidate; /* NULL: none qualifies */
    bool rows_match; /* it has about as many rows as the site has executions */
    bool proved;     /* value matches prove it */
    struct loop_line loop;
};

/*
 * Returns the best parent of `site`. In at least one episode of a parent the site must have run `threshold`
 * times, and there must be a loop that repeats the site. Unless value matches prove it, the parent must also
 * have returned enough rows to loop over, and waits must not precede most executions; as a program reads some
 * rows once and then runs for long, the site must not run far more often than there are rows. Of several, it
 * prefers in this order: a parent that value matches prove; one that column names also confirm; one with as
 * many rows as the site has executions; one with about as many; one that the site directly follows more
 * often; one whose stack parts from the site's further in.
 */
struct parent_choice parent_choose(const struct merged_site *site, uint64_t threshold);

#endif
