#include "merge.h"

static void merge_capture(struct merge *merge, size_t number) {
    struct merged_capture *merged = merge->merged;
    const struct capture *capture = merged->captures[number];
    struct pool scratch = {0};
    struct counterparts parts = {
        .modules = pool_allocate(&scratch, capture->module_count, sizeof(struct merged_module *)),
        .codes = pool_allocate(&scratch, capture->code_count, sizeof(struct merged_code *)),
        .statements = pool_allocate(&scratch, capture->statement_count, sizeof(struct merged_statement *)),
        .stacks = pool_allocate(&scratch, capture->stack_count, sizeof(struct source_stack *)),
        .waits = pool_allocate(&scratch, capture->stack_count, sizeof(struct source_stack *)),
    };
    for (size_t i = 0; i < capture->module_count; i++)
        parts.modules[i] = merge_module(merge, capture, &capture->modules[i]);
    for (size_t i = 0; i < capture->code_count; i++)
        parts.codes[i] = merged_codes_get(&merged->codes, &merged->pool, capture, &capture->codes[i]);
    for (size_t i = 0; i < capture->library_count; i++)
        merge_library(merge, &capture->libraries[i]);
    for (size_t i = 0; i < capture->statement_count; i++)
        parts.statements[i] = merge_statement(merge, &capture->statements[i]);
    parts.found = found_work(&scratch, capture);
    merge_stacks(merge, capture, &parts);
    merge_sites(merge, capture, number, &parts);
    pool_free(&scratch);

    merged->threads += capture->threads;
    merged->dropped += capture->dropped;
    for (size_t i = 0; i < capture->thread_record_count; i++)
        merged->dropped += capture->thread_records[i].dropped;
}

struct merged_capture *merged_capture_make(struct capture *const *captures, size_t capture_count,
                                           const struct application_rule *rule, struct symbols *symbols) {
    struct pool pool = {0};
    struct merged_capture *merged = pool_allocate(&pool, 1, sizeof(*merged));
    merged->pool = pool;
    merged->captures = pool_allocate(&merged->pool, capture_count, sizeof(struct capture *));
    for (size_t i = 0; i < capture_count; i++)
        merged->captures[i] = captures[i];
    merged->capture_count = capture_count;
    merged->rule = *rule;
    merged->symbols = symbols;
    merged->stacks.symbols = symbols;
    merged->stacks.rule = &merged->rule;

    struct merge merge = {.merged = merged};
    merge.first_of_capture = pool_allocate(&merged->pool, capture_count, sizeof(size_t));
    merge.captured = pool_allocate(&merged->pool, 0, sizeof(*merge.captured)); /* also where there are none */
    merge_find_launchers(merged);
    for (size_t i = 0; i < capture_count; i++)
        merge_capture(&merge, i);
    merge_parent_candidates(merged, merge.captured, merge.captured_count, merge.first_of_capture);
    merge_value_matches(merged, merge.captured, merge.first_of_capture);
    merge_sequences(merged, merge.captured, merge.first_of_capture);
    return merged;
}

void merged_capture_free(struct merged_capture *merged) {
    if (!merged)
        return;
    for (size_t i = 0; i < merged->capture_count; i++)
        capture_free(merged->captures[i]);
    symbols_free(merged->symbols);
    merged_codes_free(&merged->codes);
    pool_free(&merged->stacks.pool);
    struct pool pool = merged->pool; /* the run itself lives in it */
    pool_free(&pool);
}
