#include <math.h>
#include <stdlib.h>

#include "builder.h"

/* ---- statements ---- */

static const char *driver_name(enum loopline_driver driver) {
    return driver == LOOPLINE_DRIVER_POSTGRESQL ? "postgresql" : "sqlite";
}

static const char *class_name(enum sql_class statement_class) {
    static const char *const names[] = {
        [SQL_OTHER] = "other",       [SQL_READ] = "read",     [SQL_INSERT] = "insert",
        [SQL_UPDATE] = "update",     [SQL_DELETE] = "delete", [SQL_TRANSACTION] = "transaction",
        [SQL_CURSOR] = "cursor",     [SQL_SCHEMA] = "schema", [SQL_CATALOGUE] = "catalogue",
        [SQL_PING] = "ping",         [SQL_COPY] = "copy",     [SQL_SESSION] = "session",
        [SQL_PREPARED] = "prepared",
    };
    return names[statement_class];
}

static const char *text_of(struct report_builder *builder, const struct merged_statement *statement) {
    if (statement->flags & LOOPLINE_STATEMENT_UNSEEN)
        return NULL;
    const char *text = model_text(builder, statement->text);
    if (statement->flags & LOOPLINE_STATEMENT_TRUNCATED)
        return pool_format(&builder->report->pool, "%s ...", text);
    return text;
}

const struct report_statement *model_statement(struct report_builder *builder,
                                               const struct merged_statement *statement) {
    void **slot = memo_slot(&builder->statements, &builder->scratch, statement);
    struct report_statement *known = *slot;
    if (known)
        return known;
    struct report *report = builder->report;
    struct report_statement *made = pool_allocate(&report->pool, 1, sizeof(*made));
    *slot = made;
    report->statements_seen = pool_grow(&report->pool, report->statements_seen, report->statement_count,
                                        &report->statement_capacity, sizeof(struct report_statement *));
    made->number = report->statement_count;
    report->statements_seen[report->statement_count++] = made;
    made->text = text_of(builder, statement);
    made->shown = !made->text   ? "(prepared before recording began; text unknown)"
                  : *made->text ? made->text
                                : "(empty)";
    made->fingerprint = statement->fingerprint;
    made->driver = driver_name(statement->driver);
    made->statement_class = class_name(statement->statement_class);
    return made;
}

/* ---- frames that tell statements apart ----
 *
 * A helper that runs any statement tells little of one: its line is shared. Of each line, together with its
 * depth among the application's frames, it is kept whether several statements run from there.
 */

struct line_use {
    const struct report_frame *frame;
    size_t depth;
    const struct merged_statement *statement; /* the first one met */
    bool is_shared;
};

struct line_uses {
    struct pool *pool;
    struct line_use *uses;
    size_t count;
    size_t capacity;
    struct index index;
};

static bool is_same_line(const void *context, size_t entry, const void *key) {
    const struct line_uses *uses = context;
    const struct line_use *wanted = key;
    return uses->uses[entry].frame == wanted->frame && uses->uses[entry].depth == wanted->depth;
}

static struct line_use *use_of(struct line_uses *uses, const struct line_use *wanted) {
    const uint64_t hash = hash_number(wanted->frame->number, wanted->depth);
    const size_t found = index_find(&uses->index, hash, is_same_line, uses, wanted);
    if (found != INDEX_NOT_FOUND)
        return &uses->uses[found];
    uses->uses = pool_grow(uses->pool, uses->uses, uses->count, &uses->capacity, sizeof(*uses->uses));
    index_add(&uses->index, uses->pool, hash, uses->count);
    uses->uses[uses->count] = *wanted;
    return &uses->uses[uses->count++];
}

static void note_uses(struct line_uses *uses, const struct report_stack *stack,
                      const struct merged_statement *statement) {
    size_t depth = 0;
    for (size_t i = 0; i < stack->count; i++) {
        if (!stack->frames[i]->application)
            continue;
        struct line_use *use = use_of(uses, &(struct line_use){stack->frames[i], depth++, statement, false});
        use->is_shared = use->is_shared || use->statement != statement;
    }
}

static const struct report_frame *telling_frame(struct line_uses *uses, const struct report_site *site) {
    size_t depth = 0;
    for (size_t i = 0; i < site->stack->count; i++) {
        const struct report_frame *frame = site->stack->frames[i];
        if (!frame->application)
            continue;
        if (!use_of(uses, &(struct line_use){frame, depth++, NULL, false})->is_shared)
            return frame;
    }
    return site->call_site;
}

/* ---- sites ---- */

static const struct report_span *spans_of(struct report_builder *builder, const struct merged_site *site) {
    struct report_span *spans = pool_allocate(&builder->report->pool, site->span_count, sizeof(*spans));
    for (size_t i = 0; i < site->span_count; i++) {
        const struct merged_span *span = &site->spans[i];
        spans[i] = (struct report_span){span->capture, span->thread_record, span->first, span->last};
    }
    return spans;
}

static struct report_site *make_site(struct report_builder *builder, const struct merged_site *site) {
    struct report_site *made = pool_allocate(&builder->report->pool, 1, sizeof(*made));
    *made = (struct report_site){
        .statement = model_statement(builder, site->statement),
        .calls = site->calls,
        .failed = site->failed,
        .rows = site->rows,
        .seconds = site->seconds,
        .call_site = model_frame(builder, source_stack_call_site(site->stack)),
        .stack = model_stack(builder, site->stack),
        .spans = spans_of(builder, site),
        .span_count = site->span_count,
        .finding = builder->finding_of_site[site->number],
    };
    if (!made->finding)
        made->reason = dismissal_reason_name(builder->judged->verdicts[site->number].reason);
    made->entry = made->finding ? made->finding->loop->entry
                                : model_entry(builder, &builder->judged->entries[site->number]);
    return made;
}

/* Sites are compared by their place in the run where the counts are the same: the order is always one. */
static int by_calls(const void *left, const void *right) {
    const struct merged_site *a = *(const struct merged_site *const *)left;
    const struct merged_site *b = *(const struct merged_site *const *)right;
    if (a->calls != b->calls)
        return a->calls > b->calls ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

void model_add_sites(struct report_builder *builder) {
    const struct merged_capture *merged = builder->merged;
    struct report *report = builder->report;
    const struct merged_site **sorted =
        pool_allocate(&builder->scratch, merged->site_count, sizeof(const struct merged_site *));
    struct line_uses uses = {.pool = &builder->scratch};
    report->sites = pool_allocate(&report->pool, merged->site_count, sizeof(*report->sites));
    for (size_t i = 0; i < merged->site_count; i++)
        sorted[i] = merged->sites[i];
    if (merged->site_count > 1)
        qsort(sorted, merged->site_count, sizeof(*sorted), by_calls);
    for (size_t i = 0; i < merged->site_count; i++) {
        report->sites[i] = make_site(builder, sorted[i]);
        note_uses(&uses, report->sites[i]->stack, sorted[i]->statement);
    }
    for (size_t i = 0; i < merged->site_count; i++)
        report->sites[i]->telling = telling_frame(&uses, report->sites[i]);
    report->site_count = merged->site_count;
}
