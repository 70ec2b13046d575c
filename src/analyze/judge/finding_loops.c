#include "finding_loops.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/rounds/loop_context.h"
#include "analyze/rounds/rounds.h"
#include "entries.h"
#include "entry_statements.h"
#include "findings.h"

/* ---- loops by the function that they are in ---------------------------------------------------------------
 */

/* A loop while findings are collected. */
struct listed_loop {
    struct finding_loop *loop;
    size_t capacity;          /* of its findings */
    struct listed_loop *next; /* in a function of the same name */
};

struct function_loops {
    uint64_t hash;
    struct listed_loop *first;
    struct listed_loop *last;
};

struct collection {
    struct findings *findings;
    size_t loop_capacity;
    struct pool scratch;         /* owns what follows */
    struct listed_loop **listed; /* as the findings' loops */
    size_t listed_capacity;
    struct function_loops *functions;
    size_t function_count;
    size_t function_capacity;
    struct index index; /* of functions */
};

/* Equal for frames that share a function or a line. */
static uint64_t hash_function(const struct source_frame *frame) {
    return frame->function ? hash_text(0, frame->function)
                           : hash_number(0, frame->position - frame->function_offset);
}

static bool has_hash(const void *context, size_t entry, const void *hash) {
    return ((const struct collection *)context)->functions[entry].hash == *(const uint64_t *)hash;
}

/* The loops that may be in the frame's function. */
static struct function_loops *loops_near(const struct collection *collection,
                                         const struct source_frame *frame) {
    const uint64_t hash = hash_function(frame);
    const size_t found = index_find(&collection->index, hash, has_hash, collection, &hash);
    return found == INDEX_NOT_FOUND ? NULL : &collection->functions[found];
}

static struct function_loops *add_function(struct collection *collection, const struct source_frame *frame) {
    const uint64_t hash = hash_function(frame);
    collection->functions = pool_grow(&collection->scratch, collection->functions, collection->function_count,
                                      &collection->function_capacity, sizeof(*collection->functions));
    index_add(&collection->index, &collection->scratch, hash, collection->function_count);
    struct function_loops *added = &collection->functions[collection->function_count++];
    added->hash = hash;
    return added;
}

static struct listed_loop *list_loop(struct collection *collection, struct finding_loop *loop) {
    struct findings *findings = collection->findings;
    struct listed_loop *listed = pool_allocate(&collection->scratch, 1, sizeof(*listed));
    struct function_loops *function = loops_near(collection, loop->where);
    if (!function)
        function = add_function(collection, loop->where);
    listed->loop = loop;
    *(function->last ? &function->last->next : &function->first) = listed;
    function->last = listed;
    collection->listed = pool_grow(&collection->scratch, collection->listed, findings->loop_count,
                                   &collection->listed_capacity, sizeof(struct listed_loop *));
    collection->listed[findings->loop_count] = listed;
    findings->loops = pool_grow(&findings->pool, findings->loops, findings->loop_count,
                                &collection->loop_capacity, sizeof(struct finding_loop *));
    findings->loops[findings->loop_count++] = loop;
    return listed;
}

/* ---- which findings are one loop's ----------------------------------------------------------------------
 */

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

/*
 * A loop of the program is told by its first line, one that it calls by the line that calls it: which of a
 * library's loops that goes through depends on what is asked for, and the line is what is to be changed.
 */
static bool is_of_loop(const struct finding *finding, const struct finding_loop *loop) {
    if (is_deeper_library_loop(finding, loop))
        return true;
    if (!frames_share_function(finding->loop.frame, loop->where))
        return frames_share_line(finding->loop.frame, loop->where);
    if (loop->nameless && loop->nameless == nameless_loop(finding))
        return true;
    if (finding->through && loop->through)
        return frames_share_line(finding->loop.frame, loop->where);
    if (finding->through || loop->through || !loop->header_line || !finding->loop.header_line)
        return frames_share_line(finding->loop.frame, loop->where) && !finding->through == !loop->through;
    return finding->loop.header_line == loop->header_line;
}

/* A loop of a library may have been reached from a line of any function. */
static struct listed_loop *find_anywhere(const struct collection *collection, const struct finding *finding) {
    for (size_t i = 0; collection->listed && i < collection->findings->loop_count; i++) {
        if (is_of_loop(finding, collection->listed[i]->loop))
            return collection->listed[i];
    }
    return NULL;
}

static struct listed_loop *find_in_function(const struct collection *collection,
                                            const struct finding *finding) {
    const struct function_loops *near = loops_near(collection, finding->loop.frame);
    struct listed_loop *listed = near ? near->first : NULL;
    while (listed && !is_of_loop(finding, listed->loop))
        listed = listed->next;
    return listed;
}

static struct listed_loop *loop_of(struct collection *collection, const struct finding *finding) {
    const bool is_anywhere = finding->through && !finding->through->code;
    struct listed_loop *known =
        is_anywhere ? find_anywhere(collection, finding) : find_in_function(collection, finding);
    if (known)
        return known;
    struct finding_loop *added = pool_allocate(&collection->findings->pool, 1, sizeof(*added));
    *added = (struct finding_loop){.where = finding->loop.frame,
                                   .stack = finding->site->stack,
                                   .header_line = finding->loop.header_line,
                                   .nameless = nameless_loop(finding),
                                   .through = finding->through,
                                   .body = finding->body};
    return list_loop(collection, added);
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

static void add_finding(struct findings *findings, struct listed_loop *listed, struct finding *finding) {
    struct finding_loop *loop = listed->loop;
    finding->finding_loop = loop;
    prefer_direct_line(loop, finding);
    loop->findings = pool_grow(&findings->pool, loop->findings, loop->finding_count, &listed->capacity,
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

static struct finding_loop *loop_around(const struct collection *collection, const struct finding_loop *inner,
                                        const struct source_frame *frame) {
    struct finding_loop *found = NULL;
    const struct function_loops *near = loops_near(collection, frame);
    for (const struct listed_loop *listed = near ? near->first : NULL; listed; listed = listed->next) {
        struct finding_loop *loop = listed->loop;
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

static void find_nesting(const struct collection *collection, struct finding_loop *loop) {
    const struct source_stack *stack = loop->findings[0]->site->stack;
    const struct source_frame *end = stack->frames + stack->frame_count;
    for (const struct source_frame *frame = loop->findings[0]->loop.frame; frame < end && !loop->nested_in;
         frame++) {
        const struct finding_loop *outer = loop_around(collection, loop, frame);
        const bool is_own = frames_share_function(frame, loop->where);
        if (outer && (!is_own || starts_before(outer, loop)))
            loop->nested_in = outer;
    }
}

/* The loop that a transaction's statement runs in: the innermost of those with findings. */
static struct finding_loop *loop_of_site(const struct collection *collection,
                                         const struct merged_site *site) {
    struct finding_loop *found = NULL;
    for (size_t i = 0; i < site->stack->frame_count && !found; i++)
        found = loop_around(collection, NULL, &site->stack->frames[i]);
    return found;
}

/* What the rounds of a loop spend in BEGIN, COMMIT, SAVEPOINT: one transaction for all of them would save
 * that. */
static void add_transactions(const struct collection *collection, const struct merged_capture *merged) {
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct merged_site *site = merged->sites[i];
        if (site->statement->statement_class != SQL_TRANSACTION || site->calls < 2)
            continue;
        struct finding_loop *loop = loop_of_site(collection, site);
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

/* The loop's entry is that of its sites, unless the loop lies further out. */
static void set_most_statements(const struct findings *findings, struct finding_loop *loop) {
    const struct loop_entry *entry = &findings->entries[loop->findings[0]->parts[0]->number];
    if (entry->name && loop->entry.name && strcmp(entry->name, loop->entry.name) == 0)
        loop->entry.most_statements = entry->most_statements;
}

void finding_loops_collect(struct findings *findings, const struct merged_capture *merged,
                           const struct site_rounds *rounds) {
    struct collection collection = {.findings = findings};
    const struct entry_totals totals = entry_totals_of(merged);
    findings->entries = pool_allocate(&findings->pool, merged->site_count, sizeof(*findings->entries));
    for (size_t i = 0; i < merged->site_count; i++)
        findings->entries[i] =
            entry_of_site(merged->sites[i], &rounds[merged->sites[i]->number], &findings->pool);
    entries_count_statements(findings->entries, merged);
    for (size_t i = 0; i < findings->count; i++)
        add_finding(findings, loop_of(&collection, findings->items[i]), findings->items[i]);
    for (size_t i = 0; i < findings->loop_count; i++) {
        findings->loops[i]->entry = entry_of_loop(findings->loops[i], rounds, &totals, &findings->pool);
        set_most_statements(findings, findings->loops[i]);
        find_nesting(&collection, findings->loops[i]);
        assign_id(findings->loops[i]);
    }
    add_transactions(&collection, merged);
    if (findings->loop_count > 1)
        qsort(findings->loops, findings->loop_count, sizeof(struct finding_loop *), by_cost);
    pool_free(&collection.scratch);
}

const char *loop_entry_kind_name(enum loop_entry_kind kind) {
    static const char *const names[] = {
        [LOOP_ENTRY_COMMAND] = "command", [LOOP_ENTRY_REQUEST] = "request", [LOOP_ENTRY_TEST] = "test",
        [LOOP_ENTRY_JOB] = "job",         [LOOP_ENTRY_THREAD] = "thread",
    };
    return names[kind];
}
