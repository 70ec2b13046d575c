/*
 * Which statement's rows does a site loop over? The choice among those that ran before it.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_PARENT_H
#define LOOPLINE_ANALYZE_JUDGE_PARENT_H

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

struct parent_choice {
    const struct merged_parent_candidate *parent_candidate; /* NULL: none qualifies */
    bool proved;                                            /* the values came from its rows */
    struct loop_line loop;
};

/*
 * The best parent of `site`: one that returned rows enough to loop over, after each execution of which the
 * site ran `threshold` times or more on average, with a loop between the two. What a program read once at its
 * start is not the parent of all that follows, so rows and executions must be of one order. Among several:
 * the one that the names of columns speak for too, the one with as many rows as the site has executions, or
 * about as many, the one that the site more often follows directly, the one whose stack parts from the site's
 * further inwards.
 */
struct parent_choice parent_choose(const struct merged_site *site, uint64_t threshold);

/* How the rows of an execution of `site` come. */
struct row_flow row_flow_of(const struct merged_site *site);

#endif
