#include "finding_loops.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "entries.h"
#include "findings.h"
#include "loop_context.h"
#include "rounds.h"

/* ---- which findings are one loop's ----------------------------------------------------------------------
 */

static bool share_place(const struct source_frame *left, const struct source_frame *right) {
    if (!left || !right)
        return left == right;
    return frames_share_line(left, right);
}

/* Code without lines has loops all the same. */
static uint64_t nameless_loop(const struct finding *finding) {
    const struct source_frame *frame = finding->loop.frame;
    if (finding->through || finding->loop.header_line || !frame->loops || !frame->loop_depth)
        return 0;
    return finding->loop.loop ? finding->loop.loop : frame->loops[frame->loop_depth - 1].id;
}

/* A loop of a library that an installed program stands upon is one, whichever of the program's lines led to
 * it. */
static bool is_deeper_library_loop(const struct finding *finding, const struct finding_loop *loop) {
    return finding->through && loop->through && !loop->through->code && loop->where->installed &&
           frames_share_line(finding->through, loop->through);
}

/* A loop of the program is told by its first line, one that it calls by the line that calls it. */
static bool is_of_loop(const struct finding *finding, const struct finding_loop *loop) {
    if (is_deeper_library_loop(finding, loop))
        return true;
    if (!frames_share_function(finding->loop.frame, loop->where))
        return frames_share_line(finding->loop.frame, loop->where);
    if (loop->nameless && loop->nameless == nameless_loop(finding))
        return true;
    if (finding->through || loop->through || !loop->header_line || !finding->loop.header_line)
        return frames_share_line(finding->loop.frame, loop->where) &&
               share_place(finding->through, loop->through);
    return finding->loop.header_line == loop->header_line;
}

static struct finding_loop *loop_of(struct findings *findings, const struct finding *finding,
                                    size_t *capacity) {
    for (size_t i = 0; i < findings->loop_count; i++) {
        if (is_of_loop(finding, findings->loops[i]))
            return findings->loops[i];
    }
    struct finding_loop *added = pool_allocate(&findings->pool, 1, sizeof(*added));
    *added = (struct finding_loop){.where = finding->loop.frame,
                                   .stack = finding->site->stack,
                                   .header_line = finding->loop.header_line,
                                   .nameless = nameless_loop(finding),
                                   .through = finding->through,
                                   .body = finding->body};
    findings->loops = pool_grow(&findings->pool, findings->loops, findings->loop_count, capacity,
                                sizeof(struct finding_loop *));
    findings->loops[findings->loop_count++] = added;
    return added;
}

/* The call stands in the loop, and in no loop within it. */
static bool is_direct(const struct source_frame *frame, int header_line) {
    return !frame->code || !header_line || frame->header_line == header_line;
}

/* A line of the loop itself says more of it than one of a loop within, whatever that one costs. */
static void prefer_direct_line(struct finding_loop *loop, const struct finding *finding) {
    if (loop->through || finding->through || is_direct(loop->where, loop->header_line) ||
        !is_direct(finding->loop.frame, loop->header_line) ||
        !frames_share_function(finding->loop.frame, loop->where))
        return;
    loop->where = finding->loop.frame;
    loop->stack = finding->site->stack;
}

static void add_finding(struct findings *findings, struct finding_loop *loop, struct finding *finding,
                        size_t *capacity) {
    finding->finding_loop = loop;
    prefer_direct_line(loop, finding);
    loop->findings = pool_grow(&findings->pool, loop->findings, loop->finding_count, capacity,
                               sizeof(const struct finding *));
    loop->findings[loop->finding_count++] = finding;
    loop->statements += finding->site->calls;
    loop->database_seconds += finding->site->seconds;
    loop->saving_seconds += finding->saving_seconds;
}

/* ---- facts ----------------------------------------------------------------------------------------------
 */

/* Whether a frame's call lies in the loop, at any depth. */
static bool holds(const struct finding_loop *loop, const struct source_frame *frame) {
    if (!loop->nameless && (loop->through || !loop->header_line))
        return frames_share_line(frame, loop->where);
    if (!frame->in_loop || !frames_share_function(frame, loop->where))
        return false;
    for (size_t i = 0; frame->loops && i < frame->loop_depth; i++) {
        if (loop->nameless ? frame->loops[i].id == loop->nameless
                           : frame->loops[i].header_line == loop->header_line)
            return true;
    }
    return !loop->nameless && frame->header_line == loop->header_line;
}

static const struct finding_loop *loop_around(const struct findings *findings,
                                              const struct finding_loop *inner,
                                              const struct source_frame *frame) {
    const struct finding_loop *found = NULL;
    for (size_t i = 0; i < findings->loop_count; i++) {
        const struct finding_loop *loop = findings->loops[i];
        /* Two loops of one function hold the frame: the one that starts later is further in. */
        if (loop != inner && holds(loop, frame) && (!found || loop->header_line > found->header_line))
            found = loop;
    }
    return found;
}

/* In one function an inner loop starts on a later line than the one around it. */
static bool starts_before(const struct finding_loop *outer, const struct finding_loop *inner) {
    return outer->header_line && inner->header_line && outer->header_line < inner->header_line;
}

static void find_nesting(struct findings *findings, struct finding_loop *loop) {
    const struct source_stack *stack = loop->findings[0]->site->stack;
    const struct source_frame *end = stack->frames + stack->frame_count;
    for (const struct source_frame *frame = loop->findings[0]->loop.frame; frame < end && !loop->nested_in;
         frame++) {
        const struct finding_loop *outer = loop_around(findings, loop, frame);
        const bool is_own = frames_share_function(frame, loop->where);
        if (outer && (!is_own || starts_before(outer, loop)))
            loop->nested_in = outer;
    }
}

/* The loop that a transaction's statement runs in: the innermost of those with findings. */
static struct finding_loop *loop_of_site(const struct findings *findings, const struct merged_site *site) {
    for (size_t i = 0; i < site->stack->frame_count; i++) {
        const struct finding_loop *found = loop_around(findings, NULL, &site->stack->frames[i]);
        for (size_t j = 0; found && j < findings->loop_count; j++) {
            if (findings->loops[j] == found)
                return findings->loops[j];
        }
    }
    return NULL;
}

/* What the rounds of a loop spend in BEGIN, COMMIT, SAVEPOINT: one transaction for all of them would save
 * that. */
static void add_transactions(const struct findings *findings, const struct merged_capture *merged) {
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct merged_site *site = merged->sites[i];
        if (site->statement->statement_class != SQL_TRANSACTION || site->calls < 2)
            continue;
        struct finding_loop *loop = loop_of_site(findings, site);
        if (!loop)
            continue;
        loop->transaction_seconds += site->seconds;
        loop->saving_seconds += site->seconds * (double)(site->calls - 1) / (double)site->calls;
    }
}

static void assign_id(struct finding_loop *loop) {
    uint64_t hash = 0;
    for (size_t i = 0; i < loop->finding_count; i++) /* whichever comes first: the sum is the same */
        hash += hash_text(0, loop->findings[i]->id);
    snprintf(loop->id, sizeof(loop->id), "%016" PRIx64, hash);
}

/* Unknown counts as nothing. */
static double known(double seconds) {
    return isnan(seconds) ? 0 : seconds;
}

static int by_cost(const void *left, const void *right) {
    const struct finding_loop *a = *(const struct finding_loop *const *)left;
    const struct finding_loop *b = *(const struct finding_loop *const *)right;
    if (known(a->saving_seconds) > known(b->saving_seconds) ||
        known(a->saving_seconds) < known(b->saving_seconds))
        return known(a->saving_seconds) > known(b->saving_seconds) ? -1 : 1;
    if (a->statements != b->statements)
        return a->statements > b->statements ? -1 : 1;
    return (a->findings[0]->site->number > b->findings[0]->site->number) -
           (a->findings[0]->site->number < b->findings[0]->site->number);
}

void finding_loops_collect(struct findings *findings, const struct merged_capture *merged,
                           const struct site_rounds *rounds) {
    struct pool scratch = {0};
    size_t capacity = 0;
    const struct entry_totals totals = entry_totals_of(merged);
    size_t *room = pool_allocate(&scratch, findings->count, sizeof(*room));
    for (size_t i = 0; i < findings->count; i++) {
        struct finding_loop *loop = loop_of(findings, findings->items[i], &capacity);
        size_t number = 0;
        while (findings->loops[number] != loop)
            number++;
        add_finding(findings, loop, findings->items[i], &room[number]);
    }
    for (size_t i = 0; i < findings->loop_count; i++) {
        findings->loops[i]->entry = entry_of_loop(findings->loops[i], rounds, &totals);
        find_nesting(findings, findings->loops[i]);
        assign_id(findings->loops[i]);
    }
    add_transactions(findings, merged);
    if (findings->loop_count > 1)
        qsort(findings->loops, findings->loop_count, sizeof(struct finding_loop *), by_cost);
    pool_free(&scratch);
}

const char *loop_entry_kind_name(enum loop_entry_kind kind) {
    static const char *const names[] = {
        [LOOP_ENTRY_COMMAND] = "command", [LOOP_ENTRY_REQUEST] = "request", [LOOP_ENTRY_TEST] = "test",
        [LOOP_ENTRY_JOB] = "job",         [LOOP_ENTRY_THREAD] = "thread",
    };
    return names[kind];
}
