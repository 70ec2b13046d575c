#include "merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/stacks/launchers.h"
#include "capture/reader/by_id.h"
#include "found_work.h"

/* What is needed while captures are merged. */
struct merge {
    struct merged_capture *merged;
    struct index modules;
    size_t module_capacity;
    struct index libraries;
    size_t library_capacity;
    struct index statements;
    size_t statement_capacity;
    struct index sites;
    size_t site_capacity;
    struct index paths;
    size_t path_capacity;
    struct captured_site *captured;
    size_t captured_count;
    size_t captured_capacity;
    size_t *first_of_capture;
};

/* What the parts of one capture became, by their place in the capture. */
struct counterparts {
    struct merged_module **modules;
    struct merged_code **codes;
    struct merged_statement **statements;
    struct source_stack **stacks;
    const struct source_stack **waits; /* at which threads took work */
    size_t wait_count;
    struct found_work found;
};

/* ---- modules, libraries, statements ---------------------------------------------------------------------
 */

static bool module_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct symbols_module_key *left = &merged->modules[entry]->key;
    const struct capture_module *right = key;
    if (strcmp(left->path, right->path) != 0 || left->build_id_bytes != right->build_id_bytes)
        return false;
    if (left->build_id_bytes)
        return memcmp(left->build_id, right->build_id, left->build_id_bytes) == 0;
    return left->file_bytes == right->file_bytes && left->file_mtime_ns == right->file_mtime_ns;
}

static struct merged_module *merge_module(struct merge *merge, const struct capture *capture,
                                          const struct capture_module *module) {
    struct merged_capture *merged = merge->merged;
    uint64_t hash = hash_text(0, module->path);
    hash = hash_bytes(hash, module->build_id, module->build_id_bytes);
    const size_t found = index_find(&merge->modules, hash, module_is, merged, module);
    if (found != INDEX_NOT_FOUND)
        return merged->modules[found];
    struct merged_module *added = pool_allocate(&merged->pool, 1, sizeof(*added));
    added->is_program = module->is_program;
    added->is_interpreter = interpreter_is_module(capture, module);
    added->key = (struct symbols_module_key){
        .path = module->path,
        .build_id = module->build_id,
        .build_id_bytes = module->build_id_bytes,
        .file_bytes = module->file_bytes,
        .file_mtime_ns = module->file_mtime_ns,
    };
    index_add(&merge->modules, &merged->pool, hash, merged->module_count);
    merged->modules = pool_grow(&merged->pool, merged->modules, merged->module_count, &merge->module_capacity,
                                sizeof(struct merged_module *));
    merged->modules[merged->module_count++] = added;
    return added;
}

static bool library_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct merged_library *left = &merged->libraries[entry];
    const struct capture_library *right = key;
    return left->driver == right->driver && strcmp(left->path, right->path) == 0 &&
           strcmp(left->version, right->version) == 0;
}

static void merge_library(struct merge *merge, const struct capture_library *library) {
    struct merged_capture *merged = merge->merged;
    const uint64_t hash = hash_text(hash_number(0, library->driver), library->path);
    if (index_find(&merge->libraries, hash, library_is, merged, library) != INDEX_NOT_FOUND)
        return;
    index_add(&merge->libraries, &merged->pool, hash, merged->library_count);
    merged->libraries = pool_grow(&merged->pool, merged->libraries, merged->library_count,
                                  &merge->library_capacity, sizeof(*merged->libraries));
    merged->libraries[merged->library_count++] = (struct merged_library){
        .path = library->path, .driver = library->driver, .version = library->version};
}

static bool statement_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct merged_statement *left = merged->statements[entry];
    const struct capture_statement *right = key;
    return left->driver == right->driver && left->fingerprint == right->fingerprint;
}

static struct merged_statement *merge_statement(struct merge *merge,
                                                const struct capture_statement *statement) {
    struct merged_capture *merged = merge->merged;
    const uint64_t hash = hash_number(statement->driver, statement->fingerprint);
    const size_t found = index_find(&merge->statements, hash, statement_is, merged, statement);
    if (found != INDEX_NOT_FOUND)
        return merged->statements[found];
    struct merged_statement *added = pool_allocate(&merged->pool, 1, sizeof(*added));
    *added = (struct merged_statement){
        .driver = statement->driver,
        .fingerprint = statement->fingerprint,
        .statement_class = statement->statement_class,
        .flags = statement->flags,
        .text = statement->text,
    };
    index_add(&merge->statements, &merged->pool, hash, merged->statement_count);
    merged->statements = pool_grow(&merged->pool, merged->statements, merged->statement_count,
                                   &merge->statement_capacity, sizeof(struct merged_statement *));
    merged->statements[merged->statement_count++] = added;
    return added;
}

/* ---- stacks and sites -----------------------------------------------------------------------------------
 */

static struct merged_frame merge_frame(const struct capture *capture, const struct counterparts *parts,
                                       const struct capture_frame *frame) {
    return (struct merged_frame){
        .module = frame->module ? parts->modules[frame->module - capture->modules] : NULL,
        .code = frame->code ? parts->codes[frame->code - capture->codes] : NULL,
        .position = frame->position,
    };
}

/* An earlier stack, which has been merged; NULL: none, or its frames are not known. */
static const struct source_stack *merged_stack_of(const struct capture *capture,
                                                  const struct counterparts *parts, uint32_t id) {
    const struct capture_stack *stack =
        by_id_find(capture->stacks, capture->stack_count, sizeof(*capture->stacks), id);
    const struct source_stack *merged = stack ? parts->stacks[stack - capture->stacks] : NULL;
    return merged && !merged->unknown ? merged : NULL;
}

static struct source_stack *merge_stack(struct merge *merge, const struct capture *capture,
                                        const struct counterparts *parts, const struct capture_stack *stack) {
    struct source_stacks *stacks = &merge->merged->stacks;
    if (stack->flags & LOOPLINE_STACK_UNKNOWN || !stack->frame_count)
        return source_stacks_unknown(stacks);
    struct pool scratch = {0};
    struct merged_frame *frames = pool_allocate(&scratch, stack->frame_count, sizeof(*frames));
    size_t *order = pool_allocate(&scratch, stack->frame_count, sizeof(*order));
    const bool suspended = stack->flags & LOOPLINE_STACK_SUSPENDED;
    const size_t count = suspended ? stack->frame_count : interpreter_interleave(capture, stack, order);
    for (size_t i = 0; i < count; i++)
        frames[i] = merge_frame(capture, parts, &stack->frames[suspended ? i : order[i]]);
    const struct source_stack_origin origin = {.handed_over_by =
                                                   merged_stack_of(capture, parts, stack->handed_over_by),
                                               .taken_at = merged_stack_of(capture, parts, stack->taken_at),
                                               .answered = stack->flags & LOOPLINE_STACK_ANSWERED,
                                               .suspended = stack->flags & LOOPLINE_STACK_SUSPENDED,
                                               .waits = parts->waits,
                                               .wait_count = parts->wait_count};
    struct source_stack *merged =
        source_stacks_get(stacks, frames, count, stack->flags & LOOPLINE_STACK_TRUNCATED, &origin);
    pool_free(&scratch);
    return merged;
}

/* A stack at which a thread waited for work is its own alone. */
static void merge_waits(const struct capture *capture, struct counterparts *parts) {
    for (size_t i = 0; i < capture->stack_count; i++) {
        const struct source_stack *wait = merged_stack_of(capture, parts, capture->stacks[i].taken_at);
        bool known = !wait;
        for (size_t j = 0; j < parts->wait_count && !known; j++)
            known = parts->waits[j] == wait;
        if (!known)
            parts->waits[parts->wait_count++] = wait;
    }
}

static void see_frames(struct merge *merge, const struct capture *capture, const struct counterparts *parts) {
    struct source_stacks *stacks = &merge->merged->stacks;
    for (size_t i = 0; i < capture->stack_count; i++) {
        for (size_t j = 0; j < capture->stacks[i].frame_count; j++) {
            const struct merged_frame frame = merge_frame(capture, parts, &capture->stacks[i].frames[j]);
            source_stacks_see(stacks, &frame);
        }
    }
    source_stacks_find_unrolled(stacks);
}

static void merge_stacks(struct merge *merge, const struct capture *capture, struct counterparts *parts) {
    see_frames(merge, capture, parts);
    for (size_t i = 0; i < capture->stack_count; i++) {
        if (!capture->stacks[i].handed_over_by)
            parts->stacks[i] = merge_stack(merge, capture, parts, &capture->stacks[i]);
    }
    merge_waits(capture, parts);
    for (size_t i = 0; i < capture->stack_count; i++) {
        if (capture->stacks[i].handed_over_by)
            parts->stacks[i] = merge_stack(merge, capture, parts, &capture->stacks[i]);
        if (parts->found.stacks[i])
            source_stack_leave_out_loops_of_start(parts->stacks[i]);
    }
}

static bool site_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct merged_site *left = merged->sites[entry];
    const struct merged_site *right = key;
    return left->statement == right->statement &&
           source_stacks_are_one_in_application(left->stack, right->stack);
}

static struct merged_site *get_site(struct merge *merge, struct merged_statement *statement,
                                    struct source_stack *stack) {
    struct merged_capture *merged = merge->merged;
    const struct merged_site wanted = {.statement = statement, .stack = stack};
    const uint64_t hash =
        hash_number((uint64_t)(uintptr_t)statement, source_stack_hash_in_application(stack));
    const size_t found = index_find(&merge->sites, hash, site_is, merged, &wanted);
    if (found != INDEX_NOT_FOUND) {
        source_stack_prefer_loops_in_application(merged->sites[found]->stack, stack);
        return merged->sites[found];
    }
    struct merged_site *added = pool_allocate(&merged->pool, 1, sizeof(*added));
    *added = wanted;
    added->number = merged->site_count;
    index_add(&merge->sites, &merged->pool, hash, merged->site_count);
    merged->sites = pool_grow(&merged->pool, merged->sites, merged->site_count, &merge->site_capacity,
                              sizeof(struct merged_site *));
    merged->sites[merged->site_count++] = added;
    return added;
}

static bool path_is(const void *context, size_t entry, const void *key) {
    const struct merged_path *left = &((const struct merged_capture *)context)->paths[entry];
    const struct merged_path *right = key;
    return left->site == right->site && left->stack == right->stack;
}

static size_t get_path(struct merge *merge, struct merged_site *site, const struct source_stack *stack) {
    struct merged_capture *merged = merge->merged;
    const struct merged_path wanted = {site, stack};
    const uint64_t hash = hash_number(site->number, (uint64_t)(uintptr_t)stack);
    const size_t found = index_find(&merge->paths, hash, path_is, merged, &wanted);
    if (found != INDEX_NOT_FOUND)
        return found;
    index_add(&merge->paths, &merged->pool, hash, merged->path_count);
    merged->paths = pool_grow(&merged->pool, merged->paths, merged->path_count, &merge->path_capacity,
                              sizeof(*merged->paths));
    merged->paths[merged->path_count] = wanted;
    return merged->path_count++;
}

static void merge_variants(const struct capture *capture, const struct counterparts *parts,
                           const struct capture_site *site, struct source_stack *stack) {
    for (const struct capture_variant *variant = site->variants; variant; variant = variant->next) {
        const struct source_stack *other = parts->stacks[variant->stack - capture->stacks];
        if (source_stacks_are_one_in_application(stack, other))
            source_stack_prefer_loops_in_application(stack, other);
    }
}

void merged_site_add_parameters(struct pool *pool, struct merged_site *site,
                                const struct parameter_sets *sets, uint64_t uncounted) {
    parameter_sets_join(pool, &site->parameters, sets);
    site->uncounted_parameters += uncounted;
    site->distinct_parameters = parameter_sets_count(&site->parameters) + site->uncounted_parameters;
    if (site->distinct_parameters > site->calls)
        site->distinct_parameters = site->calls;
}

static struct source_stack *stack_of_site(struct merge *merge, const struct capture *capture,
                                          const struct counterparts *parts, const struct capture_site *site) {
    return site->stack ? parts->stacks[site->stack - capture->stacks]
                       : source_stacks_unknown(&merge->merged->stacks);
}

/*
 * Where it is not certain who handed a site's work over, and the statement was run in the same work for
 * somebody who is known, it was run for them: whether a thread had to wait for its work is chance.
 */
static struct source_stack *likely_stack(const struct merged_capture *merged,
                                         const struct merged_statement *statement,
                                         struct source_stack *stack) {
    struct source_stack *found = stack;
    size_t most = 0;
    for (size_t i = 0; i < merged->site_count; i++) {
        if (merged->sites[i]->statement != statement)
            continue;
        const size_t likeness = source_stack_likeness(stack, merged->sites[i]->stack);
        if (likeness <= most)
            continue;
        most = likeness;
        found = merged->sites[i]->stack;
    }
    return found;
}

static bool are_same_tags(const struct capture_tags *one, const struct capture_tags *other) {
    return strcmp(one->route, other->route) == 0 && strcmp(one->controller, other->controller) == 0 &&
           strcmp(one->action, other->action) == 0 && strcmp(one->job, other->job) == 0;
}

static void merge_tags(struct pool *pool, struct merged_site *whole, const struct capture_site_tags *from) {
    size_t at = 0;
    while (at < whole->tags_count && !are_same_tags(whole->tags[at].tags, from->tags))
        at++;
    if (at == whole->tags_count) {
        whole->tags =
            pool_grow(pool, whole->tags, whole->tags_count, &whole->tags_capacity, sizeof(*whole->tags));
        whole->tags[whole->tags_count++] = (struct merged_tags){.tags = from->tags};
    }
    struct merged_tags *to = &whole->tags[at];
    to->calls += from->calls;
    if (from->has_span) {
        to->has_span = true;
        to->span = from->span;
    }
}

/*
 * Whoever was seen to hand work over does not repeat what was found afterwards without a wait, unless a loop
 * is on the stack: somebody else handed that over.
 */
static bool is_uncertain(const struct source_stack *stack, bool found) {
    return source_stack_is_uncertain(stack) || (found && source_stack_repeats_nothing(stack));
}

static void merge_site(struct merge *merge, const struct capture *capture, size_t capture_number,
                       const struct counterparts *parts, const struct capture_site *site) {
    struct merged_capture *merged = merge->merged;
    struct merged_statement *statement = parts->statements[site->statement - capture->statements];
    struct source_stack *stack = stack_of_site(merge, capture, parts, site);
    if (is_uncertain(stack, parts->found.sites[site - capture->sites]))
        stack = likely_stack(merged, statement, stack);
    struct merged_site *whole = get_site(merge, statement, stack);
    merge_variants(capture, parts, site, whole->stack);
    const double seconds = (double)site->ticks * capture_seconds_per_tick(capture);
    whole->calls += site->calls;
    whole->failed += site->failed;
    whole->rows += site->rows;
    whole->changed_rows += site->changed_rows;
    whole->pipelined += site->pipelined;
    whole->in_transaction += site->in_transaction;
    whole->without_parameters += site->without_parameters;
    if (site->longest_list > whole->longest_list)
        whole->longest_list = site->longest_list;
    merged_site_add_parameters(&merged->pool, whole, &site->parameters,
                               site->parameters.count ? 0 : site->distinct_parameters);
    for (const struct capture_site_tags *tags = site->tags; tags; tags = tags->next)
        merge_tags(&merged->pool, whole, tags);
    whole->same_answers += site->same_answers;
    whole->changed_answers += site->changed_answers;
    whole->seconds += seconds;
    merged->calls += site->calls;
    merged->seconds += seconds;
    merge->captured[merge->first_of_capture[capture_number] + (size_t)(site - capture->sites)] =
        (struct captured_site){
            .site = site, .capture = capture_number, .merged = whole, .path = get_path(merge, whole, stack)};
}

/* Those of uncertain work come last. */
static void merge_sites(struct merge *merge, const struct capture *capture, size_t capture_number,
                        const struct counterparts *parts) {
    const size_t first = merge->captured_count;
    merge->first_of_capture[capture_number] = first;
    for (size_t i = 0; i < capture->site_count; i++) {
        merge->captured = pool_grow(&merge->merged->pool, merge->captured, merge->captured_count++,
                                    &merge->captured_capacity, sizeof(*merge->captured));
    }
    for (int uncertain = 0; uncertain <= 1; uncertain++) {
        for (size_t i = 0; i < capture->site_count; i++) {
            const struct capture_site *site = &capture->sites[i];
            if (is_uncertain(stack_of_site(merge, capture, parts, site), parts->found.sites[i]) == uncertain)
                merge_site(merge, capture, capture_number, parts, site);
        }
    }
}

static void see_stack(struct pool *scratch, const struct capture *capture, struct merged_code *const *codes,
                      const struct capture_stack *stack) {
    struct launcher_frame *frames = pool_allocate(scratch, stack->frame_count, sizeof(*frames));
    size_t count = 0;
    for (size_t i = 0; i < stack->frame_count; i++) {
        const struct capture_frame *frame = &stack->frames[i];
        if (frame->code)
            frames[count++] =
                (struct launcher_frame){codes[frame->code - capture->codes], (uint32_t)frame->position};
    }
    launchers_see(frames, count, stack->flags & LOOPLINE_STACK_TRUNCATED);
}

/* Before any stack is made: what the outermost code of the program does shows on all of them together. */
static void find_launchers(struct merged_capture *merged) {
    struct pool scratch = {0};
    for (size_t i = 0; i < merged->capture_count; i++) {
        const struct capture *capture = merged->captures[i];
        struct merged_code **codes =
            pool_allocate(&scratch, capture->code_count, sizeof(struct merged_code *));
        for (size_t j = 0; j < capture->code_count; j++)
            codes[j] = merged_codes_get(&merged->codes, &merged->pool, capture, &capture->codes[j]);
        for (size_t j = 0; j < capture->stack_count; j++)
            see_stack(&scratch, capture, codes, &capture->stacks[j]);
    }
    launchers_settle(&merged->codes);
    pool_free(&scratch);
}

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
    find_launchers(merged);
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
