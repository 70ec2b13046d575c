#include "findings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "verdict.h"

static void add_verdict(struct findings *findings, size_t *capacity, const struct candidate *candidate,
                        const struct verdict *verdict) {
    if (verdict->reason != DISMISSAL_REASONS) {
        for (size_t i = 0; i < candidate->part_count; i++)
            findings->verdicts[candidate->parts[i]->number].reason = verdict->reason;
        findings->dismissed[verdict->reason].statements += candidate->site->calls;
        findings->dismissed[verdict->reason].sites += candidate->part_count;
        return;
    }
    struct finding *finding = pool_allocate(&findings->pool, 1, sizeof(*finding));
    *finding = verdict->finding;
    finding->parts = candidate->parts;
    finding->part_count = candidate->part_count;
    for (size_t i = 0; i < candidate->part_count; i++)
        findings->verdicts[candidate->parts[i]->number].finding = finding;
    findings->items =
        pool_grow(&findings->pool, findings->items, findings->count, capacity, sizeof(struct finding *));
    findings->items[findings->count++] = finding;
}

/* ---- all findings together ------------------------------------------------------------------------------
 */

static void find_nesting(struct findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->items[i];
        if (!finding->parent || finding->parent->parent == finding->site)
            continue;
        /* In a recursion the parent is another call site of the same finding. */
        const struct finding *outer = findings->verdicts[finding->parent->parent->number].finding;
        finding->nested_in = outer == finding ? NULL : outer;
    }
}

/* Unknown counts as nothing. */
static double known(double seconds) {
    return isnan(seconds) ? 0 : seconds;
}

static int by_cost(const void *left, const void *right) {
    const struct finding *a = *(const struct finding *const *)left;
    const struct finding *b = *(const struct finding *const *)right;
    const double saving_a = known(a->saving_seconds);
    const double saving_b = known(b->saving_seconds);
    if (saving_a > saving_b || saving_a < saving_b)
        return saving_a > saving_b ? -1 : 1;
    if (a->site->calls != b->site->calls)
        return a->site->calls > b->site->calls ? -1 : 1;
    return (a->site->number > b->site->number) - (a->site->number < b->site->number);
}

/*
 * Of what stays when other parts of the source change, or the program is loaded elsewhere: names of functions
 * and files from the loop inwards to the call, but no lines and no addresses.
 */
static uint64_t hash_finding(const struct finding *finding) {
    const struct source_stack *stack = finding->site->stack;
    uint64_t hash = hash_number(finding->site->statement->fingerprint, (uint64_t)finding->kind);
    bool inside = false;
    for (size_t i = 0; i < stack->key_count; i++) {
        const struct source_frame *frame = stack->keys[i];
        inside = inside || frame <= finding->loop.frame; /* innermost first; the loop's may be no key */
        if (!inside || !frame->application)
            continue;
        hash = hash_text(hash, frame->function);
        hash = hash_text(hash, frame->file ? path_basename(frame->file) : NULL);
        if (!frame->function)
            hash = hash_number(hash, frame->position);
    }
    return hash;
}

struct hashed_finding {
    uint64_t hash;
    struct finding *finding;
};

static int compare_lines(const struct source_frame *a, const struct source_frame *b) {
    if (a->line != b->line)
        return a->line > b->line ? 1 : -1;
    return (a->position > b->position) - (a->position < b->position);
}

static int by_hash_and_place(const void *left, const void *right) {
    const struct hashed_finding *a = left;
    const struct hashed_finding *b = right;
    if (a->hash != b->hash)
        return a->hash > b->hash ? 1 : -1;
    const int loops = compare_lines(a->finding->loop.frame, b->finding->loop.frame);
    return loops ? loops : compare_lines(a->finding->call_site, b->finding->call_site);
}

/* Findings that only their lines tell apart are numbered in the order of the source. */
static void assign_ids(struct findings *findings) {
    struct pool scratch = {0};
    struct hashed_finding *hashed = pool_allocate(&scratch, findings->count, sizeof(*hashed));
    for (size_t i = 0; i < findings->count; i++)
        hashed[i] = (struct hashed_finding){hash_finding(findings->items[i]), findings->items[i]};
    if (findings->count > 1)
        qsort(hashed, findings->count, sizeof(*hashed), by_hash_and_place);
    uint64_t number = 0;
    for (size_t i = 0; i < findings->count; i++) {
        number = i && hashed[i].hash == hashed[i - 1].hash ? number + 1 : 0;
        snprintf(hashed[i].finding->id, sizeof(hashed[i].finding->id), "%016" PRIx64,
                 hash_number(hashed[i].hash, number));
    }
    pool_free(&scratch);
}

struct findings *findings_judge(const struct merged_capture *merged, uint64_t threshold) {
    struct pool pool = {0};
    struct findings *findings = pool_allocate(&pool, 1, sizeof(*findings));
    findings->pool = pool;
    findings->verdicts = pool_allocate(&findings->pool, merged->site_count, sizeof(*findings->verdicts));
    const struct candidates candidates = candidates_collect(&findings->pool, merged, threshold);
    const struct judging judging = {
        .pool = &findings->pool,
        .merged = merged,
        .candidates = &candidates,
        .contexts = loop_contexts_make(&findings->pool, merged, candidates.rounds),
        .threshold = threshold,
    };
    size_t capacity = 0;
    for (size_t i = 0; i < candidates.count; i++) {
        const struct verdict verdict = verdict_on(&judging, &candidates.items[i]);
        add_verdict(findings, &capacity, &candidates.items[i], &verdict);
    }
    if (findings->count > 1)
        qsort(findings->items, findings->count, sizeof(struct finding *), by_cost);
    find_nesting(findings);
    assign_ids(findings);
    finding_loops_collect(findings, merged, candidates.rounds);
    return findings;
}

void findings_free(struct findings *findings) {
    if (!findings)
        return;
    struct pool pool = findings->pool; /* the findings themselves live in it */
    pool_free(&pool);
}

/* ---- names ----------------------------------------------------------------------------------------------
 */

const char *finding_kind_name(enum finding_kind kind) {
    switch (kind) {
    case FINDING_N_PLUS_ONE:
        return "n+1";
    case FINDING_DUPLICATE:
        return "duplicate";
    case FINDING_WRITE_LOOP:
        return "write-loop";
    }
    return "unknown";
}

const char *finding_confidence_name(enum finding_confidence confidence) {
    return confidence == FINDING_CONFIRMED ? "confirmed" : "likely";
}
