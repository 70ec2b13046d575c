#include "merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is needed while captures are merged. */
struct merge {
    struct run *run;
    struct index modules;
    size_t module_capacity;
    struct index libraries;
    size_t library_capacity;
    struct index statements;
    size_t statement_capacity;
    struct index sites;
    size_t site_capacity;
    struct captured_site *captured;
    size_t captured_count;
    size_t captured_capacity;
    size_t *first_of_capture;
};

/* What the parts of one capture became, by their place in the capture. */
struct counterparts {
    struct run_module **modules;
    struct run_code **codes;
    struct run_statement **statements;
    struct source_stack **stacks;
};

/* ---- modules, libraries, statements ---------------------------------------------------------------------
 */

static bool module_is(const void *context, size_t entry, const void *key) {
    const struct run *run = context;
    const struct symbols_module_key *left = &run->modules[entry]->key;
    const struct capture_module *right = key;
    if (strcmp(left->path, right->path) != 0 || left->build_id_bytes != right->build_id_bytes)
        return false;
    if (left->build_id_bytes)
        return memcmp(left->build_id, right->build_id, left->build_id_bytes) == 0;
    return left->file_bytes == right->file_bytes && left->file_mtime_ns == right->file_mtime_ns;
}

static struct run_module *merge_module(struct merge *merge, const struct capture *capture,
                                       const struct capture_module *module) {
    struct run *run = merge->run;
    uint64_t hash = hash_text(0, module->path);
    hash = hash_bytes(hash, module->build_id, module->build_id_bytes);
    const size_t found = index_find(&merge->modules, hash, module_is, run, module);
    if (found != INDEX_NOT_FOUND)
        return run->modules[found];
    struct run_module *added = pool_allocate(&run->pool, 1, sizeof(*added));
    added->is_program = module->is_program;
    added->is_interpreter = interpreter_is_module(capture, module);
    added->key = (struct symbols_module_key){
        .path = module->path,
        .build_id = module->build_id,
        .build_id_bytes = module->build_id_bytes,
        .file_bytes = module->file_bytes,
        .file_mtime_ns = module->file_mtime_ns,
    };
    index_add(&merge->modules, &run->pool, hash, run->module_count);
    run->modules = pool_grow(&run->pool, run->modules, run->module_count, &merge->module_capacity,
                             sizeof(struct run_module *));
    run->modules[run->module_count++] = added;
    return added;
}

static bool library_is(const void *context, size_t entry, const void *key) {
    const struct run *run = context;
    const struct run_library *left = &run->libraries[entry];
    const struct capture_library *right = key;
    return left->driver == right->driver && strcmp(left->path, right->path) == 0 &&
           strcmp(left->version, right->version) == 0;
}

static void merge_library(struct merge *merge, const struct capture_library *library) {
    struct run *run = merge->run;
    const uint64_t hash = hash_text(hash_number(0, library->driver), library->path);
    if (index_find(&merge->libraries, hash, library_is, run, library) != INDEX_NOT_FOUND)
        return;
    index_add(&merge->libraries, &run->pool, hash, run->library_count);
    run->libraries = pool_grow(&run->pool, run->libraries, run->library_count, &merge->library_capacity,
                               sizeof(*run->libraries));
    run->libraries[run->library_count++] =
        (struct run_library){.path = library->path, .driver = library->driver, .version = library->version};
}

static bool statement_is(const void *context, size_t entry, const void *key) {
    const struct run *run = context;
    const struct run_statement *left = run->statements[entry];
    const struct capture_statement *right = key;
    return left->driver == right->driver && left->fingerprint == right->fingerprint;
}

static struct run_statement *merge_statement(struct merge *merge, const struct capture_statement *statement) {
    struct run *run = merge->run;
    const uint64_t hash = hash_number(statement->driver, statement->fingerprint);
    const size_t found = index_find(&merge->statements, hash, statement_is, run, statement);
    if (found != INDEX_NOT_FOUND)
        return run->statements[found];
    struct run_statement *added = pool_allocate(&run->pool, 1, sizeof(*added));
    *added = (struct run_statement){
        .driver = statement->driver,
        .fingerprint = statement->fingerprint,
        .statement_class = statement->statement_class,
        .flags = statement->flags,
        .text = statement->text,
    };
    index_add(&merge->statements, &run->pool, hash, run->statement_count);
    run->statements = pool_grow(&run->pool, run->statements, run->statement_count, &merge->statement_capacity,
                                sizeof(struct run_statement *));
    run->statements[run->statement_count++] = added;
    return added;
}

/* ---- stacks and sites -----------------------------------------------------------------------------------
 */

static struct run_frame merge_frame(const struct capture *capture, const struct counterparts *parts,
                                    const struct capture_frame *frame) {
    return (struct run_frame){
        .module = frame->module ? parts->modules[frame->module - capture->modules] : NULL,
        .code = frame->code ? parts->codes[frame->code - capture->codes] : NULL,
        .position = frame->position,
    };
}

static struct source_stack *merge_stack(struct merge *merge, const struct capture *capture,
                                        const struct counterparts *parts, const struct capture_stack *stack) {
    struct source_stacks *stacks = &merge->run->stacks;
    if (stack->flags & LOOPLINE_STACK_UNKNOWN || !stack->frame_count)
        return source_stacks_unknown(stacks);
    struct pool scratch = {0};
    struct run_frame *frames = pool_allocate(&scratch, stack->frame_count, sizeof(*frames));
    size_t *order = pool_allocate(&scratch, stack->frame_count, sizeof(*order));
    const size_t count = interpreter_interleave(capture, stack, order);
    for (size_t i = 0; i < count; i++)
        frames[i] = merge_frame(capture, parts, &stack->frames[order[i]]);
    struct source_stack *merged =
        source_stacks_get(stacks, frames, count, stack->flags & LOOPLINE_STACK_TRUNCATED);
    pool_free(&scratch);
    return merged;
}

static bool site_is(const void *context, size_t entry, const void *key) {
    const struct run *run = context;
    const struct run_site *left = run->sites[entry];
    const struct run_site *right = key;
    return left->statement == right->statement &&
           source_stacks_are_one_in_application(left->stack, right->stack);
}

static struct run_site *get_site(struct merge *merge, struct run_statement *statement,
                                 struct source_stack *stack) {
    struct run *run = merge->run;
    const struct run_site wanted = {.statement = statement, .stack = stack};
    const uint64_t hash =
        hash_number((uint64_t)(uintptr_t)statement, source_stack_hash_in_application(stack));
    const size_t found = index_find(&merge->sites, hash, site_is, run, &wanted);
    if (found != INDEX_NOT_FOUND) {
        source_stack_prefer_loops_in_application(run->sites[found]->stack, stack);
        return run->sites[found];
    }
    struct run_site *added = pool_allocate(&run->pool, 1, sizeof(*added));
    *added = wanted;
    added->number = run->site_count;
    index_add(&merge->sites, &run->pool, hash, run->site_count);
    run->sites =
        pool_grow(&run->pool, run->sites, run->site_count, &merge->site_capacity, sizeof(struct run_site *));
    run->sites[run->site_count++] = added;
    return added;
}

static void merge_variants(const struct capture *capture, const struct counterparts *parts,
                           const struct capture_site *site, struct source_stack *stack) {
    for (const struct capture_variant *variant = site->variants; variant; variant = variant->next) {
        const struct source_stack *other = parts->stacks[variant->stack - capture->stacks];
        if (source_stacks_are_one_in_application(stack, other))
            source_stack_prefer_loops_in_application(stack, other);
    }
}

static void merge_site(struct merge *merge, const struct capture *capture, size_t capture_number,
                       const struct counterparts *parts, const struct capture_site *site) {
    struct run *run = merge->run;
    struct source_stack *stack =
        site->stack ? parts->stacks[site->stack - capture->stacks] : source_stacks_unknown(&run->stacks);
    struct run_site *merged =
        get_site(merge, parts->statements[site->statement - capture->statements], stack);
    merge_variants(capture, parts, site, merged->stack);
    const double seconds = (double)site->ticks * capture_seconds_per_tick(capture);
    merged->calls += site->calls;
    merged->failed += site->failed;
    merged->rows += site->rows;
    merged->changed_rows += site->changed_rows;
    merged->pipelined += site->pipelined;
    merged->in_transaction += site->in_transaction;
    merged->without_parameters += site->without_parameters;
    merged->distinct_parameters += site->distinct_parameters;
    merged->seconds += seconds;
    run->calls += site->calls;
    run->seconds += seconds;
    merge->captured = pool_grow(&run->pool, merge->captured, merge->captured_count, &merge->captured_capacity,
                                sizeof(*merge->captured));
    merge->captured[merge->captured_count++] =
        (struct captured_site){.site = site, .capture = capture_number, .merged = merged};
}

static void merge_capture(struct merge *merge, size_t number) {
    struct run *run = merge->run;
    const struct capture *capture = run->captures[number];
    struct pool scratch = {0};
    struct counterparts parts = {
        .modules = pool_allocate(&scratch, capture->module_count, sizeof(struct run_module *)),
        .codes = pool_allocate(&scratch, capture->code_count, sizeof(struct run_code *)),
        .statements = pool_allocate(&scratch, capture->statement_count, sizeof(struct run_statement *)),
        .stacks = pool_allocate(&scratch, capture->stack_count, sizeof(struct source_stack *)),
    };
    for (size_t i = 0; i < capture->module_count; i++)
        parts.modules[i] = merge_module(merge, capture, &capture->modules[i]);
    for (size_t i = 0; i < capture->code_count; i++)
        parts.codes[i] = run_codes_get(&run->codes, &run->pool, capture, &capture->codes[i]);
    for (size_t i = 0; i < capture->library_count; i++)
        merge_library(merge, &capture->libraries[i]);
    for (size_t i = 0; i < capture->statement_count; i++)
        parts.statements[i] = merge_statement(merge, &capture->statements[i]);
    for (size_t i = 0; i < capture->stack_count; i++)
        parts.stacks[i] = merge_stack(merge, capture, &parts, &capture->stacks[i]);
    merge->first_of_capture[number] = merge->captured_count;
    for (size_t i = 0; i < capture->site_count; i++)
        merge_site(merge, capture, number, &parts, &capture->sites[i]);
    pool_free(&scratch);

    run->threads += capture->threads;
    run->dropped += capture->dropped;
    for (size_t i = 0; i < capture->ledger_count; i++)
        run->dropped += capture->ledgers[i].dropped;
}

struct run *run_merge(struct capture *const *captures, size_t capture_count,
                      const struct application_rule *rule) {
    struct pool pool = {0};
    struct run *run = pool_allocate(&pool, 1, sizeof(*run));
    run->pool = pool;
    run->captures = pool_allocate(&run->pool, capture_count, sizeof(struct capture *));
    for (size_t i = 0; i < capture_count; i++)
        run->captures[i] = captures[i];
    run->capture_count = capture_count;
    run->rule = *rule;
    run->symbols = symbols_new();
    if (!run->symbols) {
        run_free(run);
        return NULL;
    }
    run->stacks.symbols = run->symbols;
    run->stacks.rule = &run->rule;

    struct merge merge = {.run = run};
    merge.first_of_capture = pool_allocate(&run->pool, capture_count, sizeof(size_t));
    for (size_t i = 0; i < capture_count; i++)
        merge_capture(&merge, i);
    merge_edges(run, merge.captured, merge.captured_count, merge.first_of_capture);
    merge_links(run, merge.captured, merge.first_of_capture);
    return run;
}

void run_free(struct run *run) {
    if (!run)
        return;
    for (size_t i = 0; i < run->capture_count; i++)
        capture_free(run->captures[i]);
    symbols_free(run->symbols);
    run_codes_free(&run->codes);
    pool_free(&run->stacks.pool);
    struct pool pool = run->pool; /* the run itself lives in it */
    pool_free(&pool);
}
