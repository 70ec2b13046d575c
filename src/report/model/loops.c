#include <math.h>
#include <stdlib.h>

#include "analyze/judge/library_loops.h"
#include "builder.h"
#include "sources.h"

static struct report_source source_of(struct report_builder *builder, const struct source_frame *frame,
                                      int header_line) {
    const uint64_t built = frame->module ? frame->module->key.file_mtime_ns : 0;
    return source_around(&builder->report->pool, &builder->sources, frame->file, frame->line, header_line,
                         built);
}

static struct report_loop *make_loop(struct report_builder *builder, const struct finding *finding,
                                     const struct report_finding *reported) {
    const struct source_frame *frame = finding->loop.frame;
    const struct loop_neighbours around = library_loop_neighbours(finding->site->stack, frame);
    const struct source_frame *where = around.called_from ? around.called_from : frame;
    const int header_line = where == frame ? finding->loop.header_line : where->line;
    struct report_loop *loop = pool_allocate(&builder->report->pool, 1, sizeof(*loop));
    *loop = (struct report_loop){
        .id = reported->id, /* of the costliest of its findings */
        .where = model_frame(builder, where),
        .header_line = header_line,
        .source = source_of(builder, where, header_line),
        .through = where == frame ? NULL : model_frame(builder, frame),
        .body = where == frame ? NULL : model_frame(builder, around.calls),
        .transaction_seconds = NAN,
    };
    return loop;
}

static bool is_same_loop(const void *context, size_t entry, const void *key) {
    const struct report *report = context;
    const struct report_loop *wanted = key;
    return report->loops[entry]->where == wanted->where && report->loops[entry]->through == wanted->through;
}

/* The loop that is there, or `made`, which is then the newest. */
static size_t number_of_loop(struct report_builder *builder, struct index *index, struct report_loop *made) {
    struct report *report = builder->report;
    uint64_t hash = hash_number(0, made->where->number);
    hash = hash_number(hash, made->through ? made->through->number + 1 : 0);
    const size_t found = index_find(index, hash, is_same_loop, report, made);
    if (found != INDEX_NOT_FOUND)
        return found;
    index_add(index, &builder->scratch, hash, report->loop_count);
    report->loops[report->loop_count] = made;
    return report->loop_count++;
}

static double add_known(double sum, double seconds) {
    return isnan(seconds) ? sum : isnan(sum) ? seconds : sum + seconds;
}

static void add_finding(struct report_builder *builder, struct report_loop *loop, size_t *capacity,
                        struct report_finding *finding) {
    if (!loop->finding_count)
        loop->seconds = loop->saving_seconds = NAN;
    loop->findings = pool_grow(&builder->report->pool, loop->findings, loop->finding_count, capacity,
                               sizeof(*loop->findings));
    loop->findings[loop->finding_count++] = finding;
    loop->statements += finding->calls;
    loop->seconds = add_known(loop->seconds, finding->seconds);
    loop->saving_seconds = add_known(loop->saving_seconds, finding->saving_seconds);
    finding->loop = loop;
}

static int by_cost(const void *left, const void *right) {
    const struct report_loop *a = *(const struct report_loop *const *)left;
    const struct report_loop *b = *(const struct report_loop *const *)right;
    const double saving_a = isnan(a->saving_seconds) ? 0 : a->saving_seconds;
    const double saving_b = isnan(b->saving_seconds) ? 0 : b->saving_seconds;
    if (saving_a > saving_b || saving_a < saving_b)
        return saving_a > saving_b ? -1 : 1;
    if (a->statements != b->statements)
        return a->statements > b->statements ? -1 : 1;
    return (a->findings[0]->number > b->findings[0]->number) -
           (a->findings[0]->number < b->findings[0]->number);
}

static void find_nesting(struct report *report) {
    for (size_t i = 0; i < report->loop_count; i++) {
        struct report_loop *loop = report->loops[i];
        for (size_t j = 0; j < loop->finding_count && !loop->nested_in; j++) {
            const struct report_finding *outer = loop->findings[j]->nested_in;
            if (outer && outer->loop != loop)
                loop->nested_in = outer->loop;
        }
    }
}

void model_add_loops(struct report_builder *builder) {
    struct report *report = builder->report;
    struct index index = {0};
    size_t *capacities = pool_allocate(&builder->scratch, report->finding_count, sizeof(*capacities));
    report->loops = pool_allocate(&report->pool, report->finding_count, sizeof(*report->loops));
    for (size_t i = 0; i < report->finding_count; i++) {
        struct report_finding *finding = report->findings[i];
        struct report_loop *made = make_loop(builder, builder->judged->items[i], finding);
        const size_t number = number_of_loop(builder, &index, made);
        add_finding(builder, report->loops[number], &capacities[number], finding);
    }
    if (report->loop_count > 1)
        qsort(report->loops, report->loop_count, sizeof(*report->loops), by_cost);
    for (size_t i = 0; i < report->loop_count; i++)
        report->loops[i]->number = i + 1;
    find_nesting(report);
}
