/*
 * The verdict on one candidate. What a statement, its loop, its parent and the whole program say is asked in
 * turn, and the first reason that applies dismisses it; without one it is a finding.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_VERDICT_H
#define LOOPLINE_ANALYZE_JUDGE_VERDICT_H

#include "candidates.h"
#include "findings.h"

/* What a candidate is judged by. */
struct judging {
    struct pool *pool; /* owns what verdicts hold */
    const struct merged_capture *merged;
    const struct candidates *candidates; /* all of them */
    struct loop_contexts *contexts;
    uint64_t threshold; /* the least N of a finding */
};

/* Either a reason or, with DISMISSAL_REASONS in its place, a finding, without its parts, id and loop. */
struct verdict {
    enum dismissal_reason reason;
    struct finding finding;
};

struct verdict verdict_on(const struct judging *judging, const struct candidate *candidate);

#endif
