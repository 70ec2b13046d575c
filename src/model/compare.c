#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/index.h"

uint64_t report_loop_largest_n(const struct report_loop *loop) {
    uint64_t largest = 0;
    for (size_t i = 0; i < loop->finding_count; i++) {
        if (loop->findings[i]->episodes.maximum > largest)
            largest = loop->findings[i]->episodes.maximum;
    }
    return largest;
}

static bool has_id(const void *context, size_t entry, const void *id) {
    const struct report *report = context;
    return strcmp(report->loops[entry]->id, id) == 0;
}

static enum loop_fate fate_of(const struct report_loop *before, const struct report_loop *after) {
    if (!before || !after)
        return before ? LOOP_GONE : LOOP_NEW;
    const uint64_t n_before = report_loop_largest_n(before);
    const uint64_t n_after = report_loop_largest_n(after);
    if (n_after > n_before + n_before / 10)
        return LOOP_WORSE;
    return n_after < n_before - n_before / 10 ? LOOP_BETTER : LOOP_SAME;
}

static void add(struct comparison *comparison, const struct report_loop *before,
                const struct report_loop *after) {
    const enum loop_fate fate = fate_of(before, after);
    comparison->changes[comparison->count++] = (struct loop_change){fate, before, after};
    comparison->of_fate[fate]++;
}

/* Loops of one fate stay in their order: by number in the report that has them. */
static int by_fate(const void *left, const void *right) {
    const struct loop_change *a = left;
    const struct loop_change *b = right;
    if (a->fate != b->fate)
        return a->fate > b->fate ? 1 : -1;
    const size_t number_a = a->after ? a->after->number : a->before->number;
    const size_t number_b = b->after ? b->after->number : b->before->number;
    return (number_a > number_b) - (number_a < number_b);
}

struct comparison compare_reports(struct pool *pool, const struct report *before,
                                  const struct report *after) {
    struct comparison comparison = {.before = before, .after = after};
    struct index index = {0};
    bool *met = pool_allocate(pool, before->loop_count, sizeof(bool));
    comparison.changes =
        pool_allocate(pool, before->loop_count + after->loop_count, sizeof(*comparison.changes));
    for (size_t i = 0; i < before->loop_count; i++)
        index_add(&index, pool, hash_text(0, before->loops[i]->id), i);
    for (size_t i = 0; i < after->loop_count; i++) {
        const char *id = after->loops[i]->id;
        const size_t found = index_find(&index, hash_text(0, id), has_id, before, id);
        if (found != INDEX_NOT_FOUND)
            met[found] = true;
        add(&comparison, found == INDEX_NOT_FOUND ? NULL : before->loops[found], after->loops[i]);
    }
    for (size_t i = 0; i < before->loop_count; i++) {
        if (!met[i])
            add(&comparison, before->loops[i], NULL);
    }
    if (comparison.count > 1)
        qsort(comparison.changes, comparison.count, sizeof(*comparison.changes), by_fate);
    return comparison;
}

const char *loop_fate_name(enum loop_fate fate) {
    static const char *const names[] = {[LOOP_NEW] = "new",
                                        [LOOP_WORSE] = "worse",
                                        [LOOP_SAME] = "same",
                                        [LOOP_BETTER] = "better",
                                        [LOOP_GONE] = "gone"};
    return names[fate];
}

void report_drop_loops(struct report *report) {
    size_t kept = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        if (report->findings[i]->loop->number)
            report->findings[kept++] = report->findings[i];
    }
    report->finding_count = kept;
    kept = 0;
    for (size_t i = 0; i < report->loop_count; i++) {
        if (report->loops[i]->number)
            report->loops[kept++] = report->loops[i];
    }
    report->loop_count = kept;
}

void comparison_keep_new_and_worse(const struct comparison *comparison, struct report *after) {
    struct pool pool = {0};
    bool *is_kept = pool_allocate(&pool, after->loop_count + 1, sizeof(*is_kept));
    for (size_t i = 0; i < comparison->count; i++) {
        const struct loop_change *change = &comparison->changes[i];
        if (change->fate == LOOP_NEW || change->fate == LOOP_WORSE)
            is_kept[change->after->number] = true;
    }
    for (size_t i = 0; i < after->loop_count; i++)
        after->loops[i]->number = is_kept[after->loops[i]->number] ? after->loops[i]->number : 0;
    pool_free(&pool);
    report_drop_loops(after);
}
