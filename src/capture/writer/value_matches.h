/*
 * Where parameters come from: which column of which site's rows held the values that a site was run with.
 *
 * Every parameter that could identify a row is looked for in the thread record's recent results; where they
 * hold nothing of it, in those of other thread records (a pool of threads that share out the rows). What was
 * found once is a candidate, and from then on each execution counts for or against it.
 *
 * Small numbers meet by chance: a list of the ids 1 to 100 holds any quantity and any foreign key. So a
 * candidate counts, beside how many values were found, how many came in the order of the rows: in the row of
 * the last match or one of the next ORDERLY_ROWS. Values that meet by chance use up rows as they go: of k
 * values in random order the next match is k rows on, and rows end after 1/k of the executions. And it
 * counts how many were of a kind that hardly meets by chance at all (VALUE_WIDE). What these counts prove is
 * for the command to judge (src/analyze/provenance.h).
 */
#ifndef LOOPLINE_CAPTURE_WRITER_VALUE_MATCHES_H
#define LOOPLINE_CAPTURE_WRITER_VALUE_MATCHES_H

#include <stdint.h>

#include "results.h"

enum { VALUE_MATCHES_PER_SITE = 6, ORDERLY_ROWS = 8 };

struct site_value_matches;

/*
 * Accounts for one execution of `child` with these parameter values (see value.h). The thread record's
 * thread, not under any lock.
 */
void value_matches_note(struct thread_record *thread_record, struct site_state *child, const uint64_t *values,
                        uint32_t count);

#endif
