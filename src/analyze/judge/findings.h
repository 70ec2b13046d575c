/*
 * The verdict on every site of a run: a finding, or the reason why it is none. Every statement that was
 * counted at a site is in exactly one of the two.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_FINDINGS_H
#define LOOPLINE_ANALYZE_JUDGE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "dismissal.h"
#include "finding_loops.h"
#include "loop_line.h"
#include "provenance.h"

#define FINDINGS_DEFAULT_THRESHOLD 5

enum finding_kind {
    FINDING_N_PLUS_ONE, /* a read, run with other values each time */
    FINDING_DUPLICATE,  /* a read, run with the same values again */
    FINDING_WRITE_LOOP, /* writes row by row */
};

enum finding_confidence {
    FINDING_LIKELY,
    FINDING_CONFIRMED, /* the values were seen to come from the parent's rows */
};

struct finding {
    char id[17]; /* 16 hex digits: the same for the same code and statement in every run */
    enum finding_kind kind;
    enum finding_confidence confidence;
    const struct merged_site *site; /* of all call sites of the loop together */
    const struct merged_site *const *parts;
    size_t part_count;
    const struct finding_loop *finding_loop; /* the entry that it is reported under; never NULL */
    struct loop_line loop; /* the line that the author can change: struct finding_loop's `where` */
    const struct source_frame *through; /* as in struct finding_loop */
    const struct source_frame *body;
    const struct source_frame *call_site;         /* innermost application frame, else the innermost frame */
    const struct merged_parent_candidate *parent; /* NULL: none was found */
    const struct provenance_value_match *value_matches; /* from the parent's columns; the proof */
    size_t value_match_count;                           /* 0 unless confirmed */
    const struct episodes *episodes;                    /* the parent's, or else uninterrupted runs */
    double saving_seconds;                              /* NAN: unknown */
    const struct finding *nested_in; /* whose repeated statement is this one's parent; NULL: none */
};

struct dismissal {
    uint64_t statements;
    size_t sites;
};

/* What became of one call site. */
struct site_verdict {
    const struct finding *finding; /* NULL: it is part of none, for this reason */
    enum dismissal_reason reason;
};

struct findings {
    struct pool pool;       /* owns everything below, and this struct */
    struct finding **items; /* the costliest first */
    size_t count;
    struct finding_loop **loops; /* the costliest first; every finding is in exactly one */
    size_t loop_count;
    struct site_verdict *verdicts; /* by the number of the site in the run */
    struct dismissal dismissed[DISMISSAL_REASONS];
};

/* Judges every site of a run, which must outlive the result. `threshold` is the least N of a finding. */
struct findings *findings_judge(const struct merged_capture *merged, uint64_t threshold);
void findings_free(struct findings *findings); /* NULL is fine */

/* As reports name them. */
const char *finding_kind_name(enum finding_kind kind);
const char *finding_confidence_name(enum finding_confidence confidence);

#endif
