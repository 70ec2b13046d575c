#include "merge.h"

#include <string.h>

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
void merge_sites(struct merge *merge, const struct capture *capture, size_t capture_number,
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
