/*
 * Decides whether the values that a site was run with came from the rows of another: what the counts of a
 * value match prove.
 *
 * A value match is proof if nearly all values that were searched for were found, and chance is ruled out in
 * one of three ways:
 * - the values are of a kind that rarely matches by chance: UUIDs, longer text, large numbers;
 * - they came in the order of the rows. With k different values in random order, the next match is k rows on,
 *   and the recorder looks eight rows ahead. So a chance match needs few different values, or many more rows
 *   than executions: fewer than three different values prove nothing, and if the executions used up less than
 *   half of the rows, there must be sixteen different values;
 * - they cover the column: there are nearly as many different values as rows, none was missing, and there are
 *   at most two executions per row, or many rows (a list sorted by what is looked up).
 *
 * A parameter that never changes is not evidence, whatever rows hold it: the matches must move from row to
 * row in each episode.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_PROVENANCE_H
#define LOOPLINE_ANALYZE_JUDGE_PROVENANCE_H

#include <stdbool.h>

#include "analyze/merge/merged_capture.h"

/* A parameter and the column that its values came from. */
struct provenance_value_match {
    uint32_t parameter; /* from 1 */
    const char *column; /* never NULL; "": it has no name */
    uint64_t matched;
    uint64_t of; /* values that were searched for */
};

struct provenance {
    /* ordered by parameter, at most one for each; in the pool */
    const struct provenance_value_match *value_matches;
    size_t count; /* 0: nothing is proved */
};

/*
 * Returns what is proved about the values that `site` took from the parent of `parent_candidate`, one of the
 * site's own.
 */
struct provenance provenance_find(struct pool *pool, const struct merged_site *site,
                                  const struct merged_parent_candidate *parent_candidate);

/* Returns true if anything is proved; allocates nothing. */
bool provenance_is_proved(const struct merged_site *site,
                          const struct merged_parent_candidate *parent_candidate);

/*
 * Returns true if every value that `provenance` explains may as well have come from the result that the site
 * itself had before. False where it explains none.
 */
bool provenance_goes_on(const struct merged_site *site, const struct provenance *provenance);

/* Returns true if the names also confirm a column that proves it (column_names.h). */
bool provenance_is_named(const struct merged_site *site,
                         const struct merged_parent_candidate *parent_candidate);

#endif
