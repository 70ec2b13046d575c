/*
 * The statement that could be run in place of a finding's.
 */
#ifndef LOOPLINE_ADVICE_STATEMENT_H
#define LOOPLINE_ADVICE_STATEMENT_H

#include "advice/rewrite/rewrite.h"
#include "analyze/judge/findings.h"

/*
 * For many values at once, or the join with the parent's rows where those are known to have the values and
 * have at most one row each to be joined with. `result` is set in any case.
 */
struct rewritten advice_statement(struct pool *pool, const struct finding *finding);

bool advice_returns_at_most_one_row(const struct merged_site *site);

#endif
