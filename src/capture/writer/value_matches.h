/*
 * Finds where parameters come from: the column of another site's rows that held the values a site was run
 * with.
 *
 * Every parameter that could identify a row is searched for in the thread record's recent results and, if it
 * is not there, in those of other thread records (a pool of threads may share out the rows). A column in
 * which it was found once is a candidate, and from then on each execution counts for or against it.
 *
 * Small numbers match by chance: a list of the ids 1 to 100 holds any quantity and any foreign key. So a
 * candidate counts not only the values found but also those in the order of the rows: in the row of the last
 * match or one of the next ORDERLY_ROWS. Chance matches use up rows: with k values in random order the next
 * match is k rows on, so the rows end after 1/k of the executions. It also counts the values of a kind that
 * rarely matches by chance (VALUE_WIDE). The command judges what these counts prove
 * (src/analyze/judge/provenance.h).
 */
#ifndef LOOPLINE_CAPTURE_WRITER_VALUE_MATCHES_H
#define LOOPLINE_CAPTURE_WRITER_VALUE_MATCHES_H

#include <stdint.h>

#include "results.h"

enum { VALUE_MATCHES_PER_SITE = 6, ORDERLY_ROWS = 8 };

struct site_value_matches;

/*
 * Counts one execution of `child` with these `count` parameter values (see value.h). The thread record's
 * thread, holding no lock.
 */
void value_matches_note(struct thread_record *thread_record, struct site_state *child, const uint64_t *values,
                        uint32_t count);

#endif
