/* The statement to run instead of a finding's. */
#ifndef LOOPLINE_ADVICE_STATEMENT_H
#define LOOPLINE_ADVICE_STATEMENT_H

#include "advice/rewrite/rewrite.h"
#include "analyze/judge/findings.h"

/*
 * Returns a statement for many values at once, or the join with the parent's rows if those are proved to hold
 * the values and each matches at most one row. `result` is set in any case. Texts belong to `pool`.
 */
struct rewritten advice_statement(struct pool *pool, const struct finding *finding);

bool advice_returns_at_most_one_row(const struct merged_site *site);

#endif
