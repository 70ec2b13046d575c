/*
 * The verdict on every site: a finding, or the reason why it is not one. Every execution counted at a site is
 * in exactly one of the two.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_FINDINGS_H
#define LOOPLINE_ANALYZE_JUDGE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/merge/merged_capture.h"
#include "analyze/rounds/loop_line.h"
#include "dismissal.h"
#include "finding_loops.h"
#include "provenance.h"

#define FINDINGS_DEFAULT_THRESHOLD 5

enum finding_kind {
    FINDING_N_PLUS_ONE, /* a read, run with different values each time */
    FINDING_DUPLICATE,  /* a read, run with the same values again */
    FINDING_WRITE_LOOP, /* a write, run row by row */
};

enum finding_confidence {
    FINDING_LIKELY,
    FINDING_CONFIRMED, /* value matches prove that the values came from the parent's rows */
};

struct finding {
    char id[17]; /* 16 hex digits; the same in every run for the same code and statement */
    enum finding_kind kind;
    enum finding_confidence confidence;
    const struct merged_site *site; /* all call sites in the loop together */
    const struct merged_site *const *parts;
    size_t part_count;
    const struct finding_loop *finding_loop; /* the loop that it is reported under; never NULL */
    struct loop_line loop; /* the line that the author can change; often `where` of finding_loop */
    const struct source_frame *through; /* like finding_loop's `through` and `body` */
    const struct source_frame *body;
    const struct source_frame *call_site; /* the innermost application frame, or else the innermost frame */
    const struct merged_parent_candidate *parent;       /* NULL: none was found */
    const struct provenance_value_match *value_matches; /* the proof: matches with the parent's columns */
    size_t value_match_count;                           /* 0 unless confirmed */
    const struct episodes *episodes;                    /* the parent's or, without one, uninterrupted runs */
    double saving_seconds;                              /* NAN: unknown */
    const struct finding *nested_in; /* the finding whose statement is this one's parent; NULL: none */
};

struct dismissal {
    uint64_t statements;
    size_t sites;
};

/* The verdict on one call site. */
struct site_verdict {
    const struct finding *finding; /* NULL: not part of a finding, because of `reason` */
    enum dismissal_reason reason;
};

struct findings {
    struct pool pool;       /* owns this struct and everything below */
    struct finding **items; /* the costliest first */
    size_t count;
    struct finding_loop **loops; /* costliest first; every finding is in exactly one */
    size_t loop_count;
    struct site_verdict *verdicts; /* by site number */
    struct loop_entry *entries;    /* of each site, by its number */
    struct dismissal dismissed[DISMISSAL_REASONS];
};

/*
 * Judges every site of `merged`, which must outlive the result. `threshold` is the least N of a finding.
 * Never NULL; free with findings_free.
 */
struct findings *findings_judge(const struct merged_capture *merged, uint64_t threshold);
void findings_free(struct findings *findings); /* may be NULL */

/* Return their names in reports. Static. */
const char *finding_kind_name(enum finding_kind kind);
const char *finding_confidence_name(enum finding_confidence confidence);

#endif
