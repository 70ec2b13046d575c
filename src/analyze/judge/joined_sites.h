/* The call sites of a candidate made one: what they counted is added up. */
#ifndef LOOPLINE_ANALYZE_JUDGE_JOINED_SITES_H
#define LOOPLINE_ANALYZE_JUDGE_JOINED_SITES_H

#include "candidates.h"

/*
 * Returns a site with the counts of all parts of a candidate, which has at least one. Its number, statement
 * and stack are the first one's. Parents of one statement at one line of the program become one. All memory
 * is the pool's.
 */
const struct merged_site *candidate_join(struct pool *pool, const struct candidate *candidate);

#endif
