/*
 * Did the values that a site was run with come from the rows of another? What the counts of a value match
 * prove.
 *
 * A value match is proof where nearly all values that were looked for were found, and chance is ruled out in
 * one of three ways:
 * - the values are of a kind that hardly meets by chance: UUIDs, longer text, large numbers;
 * - they came in the order of the rows. Of k different values in random order, the next match lies k rows on,
 *   and the recorder looks eight rows ahead. So chance needs few different values, or many more rows than
 *   executions: with fewer than three different values nothing is proved, and where the executions used up
 *   less than half of the rows, sixteen different values are asked for;
 * - they cover the column: there are nearly as many different values as there are rows, none was missing, and
 *   there are at most two executions for a row, or many rows (a list that is sorted by what is looked up).
 *
 * A parameter that is the same all along is no evidence, whatever rows hold it: the matches have to move from
 * row to row in each episode.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_PROVENANCE_H
#define LOOPLINE_ANALYZE_JUDGE_PROVENANCE_H

#include <stdbool.h>

#include "analyze/merge/merged_capture.h"

/* One parameter and the column that its values came from. */
struct provenance_value_match {
    uint32_t parameter; /* from 1 */
    const char *column; /* never NULL; "" where it has no name */
    uint64_t matched;
    uint64_t of; /* values that were looked for */
};

struct provenance {
    const struct provenance_value_match *value_matches; /* by parameter, each at most once; in the pool */
    size_t count;                                       /* 0: nothing is proved */
};

/* What is proved about the values that `site` took from the parent of `parent_candidate`, one of its parent
 * candidates. */
struct provenance provenance_find(struct pool *pool, const struct merged_site *site,
                                  const struct merged_parent_candidate *parent_candidate);

/* The same as a plain question, without memory. */
bool provenance_is_proved(const struct merged_site *site,
                          const struct merged_parent_candidate *parent_candidate);

/* Whether a column that proves it is also one that the names speak for (column_names.h). */
bool provenance_is_named(const struct merged_site *site,
                         const struct merged_parent_candidate *parent_candidate);

#endif
