#include "entries.h"

#include <string.h>

#include "analyze/stacks/serving.h"
#include "entry_tags.h"

/* The outermost application frame inside of `outermost`, but not further in than `innermost`; NULL: none. */
static const struct source_frame *application_frame_within(const struct source_frame *outermost,
                                                           const struct source_frame *innermost) {
    for (const struct source_frame *frame = outermost; frame > innermost;) {
        frame--;
        if (frame->application)
            return frame;
    }
    return NULL;
}

static const struct source_frame *end_of(const struct source_stack *stack) {
    return stack->frames + stack->frame_count;
}

/* Of a server that is not known: what goes from client to client is the outermost loop of the stack. */
static const struct source_frame *served_frame(const struct source_stack *stack,
                                               const struct source_frame *innermost) {
    for (const struct source_frame *frame = end_of(stack); frame-- > innermost;) {
        if (frame->in_loop)
            return application_frame_within(frame, innermost);
    }
    return NULL;
}

static bool is_started_by_thread(const struct source_stack *stack) {
    for (size_t i = stack->frame_count; i-- > 0;) {
        const char *function = stack->frames[i].function;
        if (function && strcmp(function, "start_thread") == 0)
            return true; /* glibc's */
    }
    return false;
}

static enum loop_entry_kind kind_of(const struct source_frame *server, const struct source_stack *stack,
                                    bool serves) {
    const enum serving_kind kind = server ? server->serves : SERVES_NOTHING;
    if (kind == SERVES_TEST || kind == SERVES_SET_UP)
        return LOOP_ENTRY_TEST;
    if (kind == SERVES_JOB)
        return LOOP_ENTRY_JOB;
    if (kind == SERVES_REQUEST || serves)
        return LOOP_ENTRY_REQUEST;
    if (kind == SERVES_THREAD || (kind == SERVES_NOTHING && is_started_by_thread(stack)))
        return LOOP_ENTRY_THREAD;
    return LOOP_ENTRY_COMMAND;
}

/* ---- how often ---- */

static const struct source_frame *test_of(const struct source_stack *stack) {
    const struct source_frame *server = serving_frame(stack->frames, stack->frame_count);
    return server && server->serves == SERVES_TEST ? application_frame_within(server, stack->frames) : NULL;
}

/* Different tests among sites. */
struct tests {
    struct pool pool;
    const struct source_frame **frames;
    size_t count;
    size_t capacity;
};

static void add_test(struct tests *tests, const struct source_stack *stack) {
    const struct source_frame *test = test_of(stack);
    for (size_t i = 0; test && i < tests->count; i++) {
        if (frames_share_function(tests->frames[i], test))
            return;
    }
    if (!test)
        return;
    tests->frames = pool_grow(&tests->pool, tests->frames, tests->count, &tests->capacity,
                              sizeof(const struct source_frame *));
    tests->frames[tests->count++] = test;
}

struct entry_totals entry_totals_of(const struct merged_capture *merged) {
    struct tests tests = {.count = 0};
    for (size_t i = 0; i < merged->site_count; i++)
        add_test(&tests, merged->sites[i]->stack);
    pool_free(&tests.pool);
    return (struct entry_totals){.tests = tests.count};
}

static uint64_t tests_of_loop(const struct finding_loop *loop) {
    struct tests tests = {.count = 0};
    for (size_t i = 0; i < loop->finding_count; i++) {
        for (size_t j = 0; j < loop->findings[i]->part_count; j++)
            add_test(&tests, loop->findings[i]->parts[j]->stack);
    }
    pool_free(&tests.pool);
    return tests.count;
}

/* ---- the entry ---- */

/* The route where the function has one, else the function. */
static const char *name_of(const struct source_frame *frame, struct pool *pool) {
    const struct code_language *language = frame->code ? frame->code->language : NULL;
    const size_t length =
        frame->function && language && language->route_length ? language->route_length(frame->function) : 0;
    return length ? pool_format(pool, "%.*s", (int)length, frame->function) : frame->function;
}

/* Where server and site leave it open, nothing further in than `innermost` is an entry. */
static struct loop_entry entry_of_stack(const struct source_stack *stack,
                                        const struct source_frame *innermost, bool serves,
                                        struct pool *pool) {
    const struct source_frame *server = serving_frame(stack->frames, stack->frame_count);
    struct loop_entry entry = {.kind = kind_of(server, stack, serves), .executions = 1, .of = 1};
    const bool server_says =
        server && server->serves >= SERVES_COMMAND && !(server->serves == SERVES_COMMAND && serves);
    if (server_says)
        entry.frame = application_frame_within(server, innermost);
    else if (serves)
        entry.frame = served_frame(stack, innermost);
    if (!entry.frame && !server_says)
        entry.frame = application_frame_within(end_of(stack), innermost);
    entry.name = entry.frame ? name_of(entry.frame, pool) : NULL;
    return entry;
}

/* Of as many as there were at least. */
static void count_executions(struct loop_entry *entry, uint64_t executions, uint64_t of) {
    entry->executions = executions;
    entry->of = of > executions ? of : executions;
}

struct loop_entry entry_of_site(const struct merged_site *site, const struct site_rounds *ran,
                                struct pool *pool) {
    struct loop_entry entry = {.kind = LOOP_ENTRY_COMMAND, .executions = 1, .of = 1};
    if (site->stack->frame_count)
        entry = entry_of_stack(site->stack, site->stack->frames, ran->serves, pool);
    if (ran->serves && entry.kind != LOOP_ENTRY_TEST && ran->segments)
        count_executions(&entry, ran->segments, ran->all_segments);
    entry_add_tags(&entry, pool, &site, 1);
    return entry;
}

struct loop_entry entry_of_loop(const struct finding_loop *loop, const struct site_rounds *rounds,
                                const struct entry_totals *totals, struct pool *pool) {
    const struct finding *finding = loop->findings[0];
    const struct site_rounds *ran = &rounds[finding->parts[0]->number];
    const struct site_loop *repeating = rounds_repeating_loop(ran);
    struct loop_entry entry = entry_of_stack(finding->site->stack, finding->loop.frame, ran->serves, pool);
    const uint64_t tests = tests_of_loop(loop);
    if (tests)
        count_executions(&entry, tests, totals->tests);
    else if (ran->serves && entry.kind != LOOP_ENTRY_TEST)
        count_executions(&entry, repeating && repeating->tally->segments ? repeating->tally->segments : 1,
                         ran->all_segments);
    entry_add_tags(&entry, pool, finding->parts, finding->part_count);
    return entry;
}
