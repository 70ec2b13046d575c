#include "candidates.h"

#include <stdlib.h>

/* A branch of a loop may run less often than a finding asks for; together they may not. */
#define LEAST_CALLS_OF_A_BRANCH 2

/* Of the statements between the first execution and the last, this share at least is the loop's. */
#define MOST_OF_A_LOOP 0.8

/* ---- loops ----------------------------------------------------------------------------------------------
 */

/*
 * A loop of the program is one loop whoever calls the function that it stands in. A library's is one for each
 * place of the program that it serves.
 */
static bool is_one_loop(const struct suspect *left, const struct suspect *right) {
    const struct source_frame *a = left->loop.frame;
    const struct source_frame *b = right->loop.frame;
    if (left->site->statement != right->site->statement || !a || !b || !frames_share_function(a, b))
        return false;
    if (!left->choice.edge != !right->choice.edge)
        return source_stacks_share_callers(left->site->stack, a, right->site->stack, b);
    if (left->loop.header_line && a->application)
        return left->loop.header_line == right->loop.header_line;
    return left->loop.header_line == right->loop.header_line && frames_share_line(a, b) &&
           source_stacks_share_callers(left->site->stack, a, right->site->stack, b);
}

/* ---- call sites together --------------------------------------------------------------------------------
 */

static void add_edge(struct pool *pool, struct run_site *to, const struct run_edge *edge) {
    struct run_edge *same = NULL;
    for (size_t i = 0; i < to->edge_count; i++) {
        if (to->edges[i].parent == edge->parent)
            same = &to->edges[i];
    }
    if (!same) {
        to->edges = pool_grow(pool, to->edges, to->edge_count, &to->edge_capacity, sizeof(*to->edges));
        same = &to->edges[to->edge_count++];
        *same = *edge;
        same->episodes = (struct episodes){0};
        episodes_add_all(&same->episodes, pool, &edge->episodes);
        return;
    }
    /* Branches share out the rows of each episode, so it is their executions that add up. */
    const struct episodes one = same->episodes;
    const uint64_t count = one.count > edge->episodes.count ? one.count : edge->episodes.count;
    const uint64_t children = one.children + edge->episodes.children;
    same->episodes = (struct episodes){0};
    episodes_spread(&same->episodes, pool, children, count);
    same->adjacent += edge->adjacent;
    same->waits += edge->waits;
    if (edge->parent_rows > same->parent_rows)
        same->parent_rows = edge->parent_rows;
}

static void add_span(struct pool *pool, struct run_site *to, const struct run_span *span) {
    for (size_t i = 0; i < to->span_count; i++) {
        struct run_span *same = &to->spans[i];
        if (same->capture != span->capture || same->ledger != span->ledger)
            continue;
        same->first = span->first < same->first ? span->first : same->first;
        same->last = span->last > same->last ? span->last : same->last;
        return;
    }
    to->spans = pool_grow(pool, to->spans, to->span_count, &to->span_capacity, sizeof(*to->spans));
    to->spans[to->span_count++] = *span;
}

/* One statement at one line of the program, which was reached by several ways. */
static bool is_one_parent(const struct run_site *left, const struct run_site *right) {
    const struct source_frame *a = source_stack_call_site(left->stack);
    const struct source_frame *b = source_stack_call_site(right->stack);
    return left->statement == right->statement && a && b && frames_share_line(a, b);
}

/* The same line as the parent's, by another way: it ran before, and parents the call site by chance. */
static bool is_of_another_way(const struct run_edge *edge, const struct run_edge *chosen) {
    return chosen && edge->parent != chosen->parent && is_one_parent(edge->parent, chosen->parent);
}

static void add_part(struct pool *pool, struct run_site *to, const struct run_site *part,
                     const struct run_edge *chosen) {
    to->calls += part->calls;
    to->failed += part->failed;
    to->rows += part->rows;
    to->changed_rows += part->changed_rows;
    to->pipelined += part->pipelined;
    to->in_transaction += part->in_transaction;
    to->without_parameters += part->without_parameters;
    to->distinct_parameters += part->distinct_parameters;
    to->seconds += part->seconds;
    to->waits += part->waits;
    episodes_add_all(&to->run, pool, &part->run);
    for (size_t i = 0; i < part->edge_count; i++) {
        if (!is_of_another_way(&part->edges[i], chosen))
            add_edge(pool, to, &part->edges[i]);
    }
    for (size_t i = 0; i < part->link_count; i++)
        run_site_add_link(pool, to, &part->links[i]);
    for (size_t i = 0; i < part->span_count; i++)
        add_span(pool, to, &part->spans[i]);
}

static void add_parent(struct pool *pool, struct run_edge *to, struct run_edge *edge) {
    struct run_site *both = pool_allocate(pool, 1, sizeof(*both));
    *both = *to->parent;
    both->calls += edge->parent->calls;
    both->rows += edge->parent->rows;
    both->seconds += edge->parent->seconds;
    to->parent = both;
    to->adjacent += edge->adjacent;
    to->waits += edge->waits;
    to->parent_rows += edge->parent_rows;
    episodes_add_all(&to->episodes, pool, &edge->episodes);
}

static void follow_parent(struct pool *pool, struct run_site *site, const struct run_site *from,
                          struct run_site *to) {
    struct run_link *links = site->links;
    const size_t count = site->link_count;
    site->links = NULL;
    site->link_count = site->link_capacity = 0;
    for (size_t i = 0; i < count; i++) {
        struct run_link link = links[i];
        link.parent = link.parent == from ? to : link.parent;
        run_site_add_link(pool, site, &link);
    }
}

/* Each way that the loop's function is called by has executions of the parent of its own. */
static void join_parents(struct pool *pool, struct run_site *site) {
    for (size_t i = 0; i < site->edge_count; i++) {
        struct run_edge *edge = &site->edges[i];
        for (size_t j = i + 1; j < site->edge_count;) {
            struct run_edge *other = &site->edges[j];
            if (!is_one_parent(edge->parent, other->parent)) {
                j++;
                continue;
            }
            const struct run_site *before = edge->parent;
            add_parent(pool, edge, other);
            follow_parent(pool, site, before, edge->parent);
            follow_parent(pool, site, other->parent, edge->parent);
            *other = site->edges[--site->edge_count];
        }
    }
}

static const struct run_site *join(struct pool *pool, const struct suspect *suspect) {
    struct run_site *site = pool_allocate(pool, 1, sizeof(*site));
    site->number = suspect->parts[0]->number;
    site->statement = suspect->parts[0]->statement;
    site->stack = suspect->parts[0]->stack;
    for (size_t i = 0; i < suspect->part_count; i++)
        add_part(pool, site, suspect->parts[i], suspect->edges[i]);
    join_parents(pool, site);
    return site;
}

/* ---- suspects -------------------------------------------------------------------------------------------
 */

static void find_loop(struct suspect *suspect, uint64_t threshold) {
    const struct run_site *site = suspect->site;
    suspect->choice = parent_choose(site, threshold);
    suspect->loop = suspect->choice.loop;
    if (suspect->choice.edge)
        return;
    const struct row_flow flow = row_flow_of(site);
    if (site->stack->unknown || !loop_line_alone(site->stack, &flow, &suspect->loop))
        suspect->loop = (struct loop_line){.frame = NULL};
}

/* By statement, then the costliest call site first. */
static int by_statement(const void *left, const void *right) {
    const struct suspect *a = left;
    const struct suspect *b = right;
    if (a->site->statement != b->site->statement)
        return a->site->statement < b->site->statement ? -1 : 1;
    if (a->site->calls != b->site->calls)
        return a->site->calls > b->site->calls ? -1 : 1;
    return (a->site->number > b->site->number) - (a->site->number < b->site->number);
}

/* Moves the call sites of other suspects that are in the same loop as `items[first]` over to it. */
static void absorb(struct pool *pool, struct suspect *items, size_t first, size_t end) {
    struct suspect *suspect = &items[first];
    const struct run_site **parts = pool_allocate(pool, end - first, sizeof(*parts));
    const struct run_edge **edges = pool_allocate(pool, end - first, sizeof(*edges));
    parts[0] = suspect->site;
    edges[0] = suspect->choice.edge;
    suspect->part_count = 1;
    for (size_t i = first + 1; i < end; i++) {
        if (!items[i].site || items[i].part_count || !is_one_loop(suspect, &items[i]))
            continue;
        parts[suspect->part_count] = items[i].site;
        edges[suspect->part_count++] = items[i].choice.edge;
        items[i].site = NULL;
    }
    suspect->parts = parts;
    suspect->edges = edges;
}

static size_t end_of_statement(const struct suspect *items, size_t first, size_t count) {
    size_t end = first + 1;
    while (end < count && items[end].site->statement == items[first].site->statement)
        end++;
    return end;
}

static int by_number(const void *left, const void *right) {
    const struct suspect *a = left;
    const struct suspect *b = right;
    return (a->site->number > b->site->number) - (a->site->number < b->site->number);
}

struct suspects suspects_collect(struct pool *pool, const struct run *run, uint64_t threshold) {
    struct suspect *items = pool_allocate(pool, run->site_count, sizeof(*items));
    for (size_t i = 0; i < run->site_count; i++) {
        items[i].site = run->sites[i];
        find_loop(&items[i], LEAST_CALLS_OF_A_BRANCH);
    }
    if (run->site_count > 1)
        qsort(items, run->site_count, sizeof(*items), by_statement);
    for (size_t first = 0; first < run->site_count;) {
        const size_t end = end_of_statement(items, first, run->site_count);
        for (size_t i = first; i < end; i++) {
            if (items[i].site)
                absorb(pool, items, i, end);
        }
        first = end;
    }
    size_t count = 0;
    for (size_t i = 0; i < run->site_count; i++) {
        if (!items[i].site)
            continue;
        struct suspect *suspect = &items[count++];
        *suspect = items[i];
        if (suspect->part_count > 1)
            suspect->site = join(pool, suspect);
        find_loop(suspect, threshold);
    }
    if (count > 1)
        qsort(items, count, sizeof(*items), by_number);
    return (struct suspects){items, count};
}

/* ---- runs -----------------------------------------------------------------------------------------------
 */

static uint64_t statements_within(const struct run_site *site) {
    uint64_t statements = 0;
    for (size_t i = 0; i < site->span_count; i++)
        statements += site->spans[i].last - site->spans[i].first + 1;
    return statements;
}

struct episodes suspect_runs(struct pool *pool, const struct suspect *suspect,
                             const struct loop_company *company) {
    const struct run_site *site = suspect->site;
    struct episodes runs = {0};
    const double within = (double)statements_within(site);
    if ((double)company->statements < MOST_OF_A_LOOP * within) {
        episodes_add_all(&runs, pool, &site->run);
        return runs;
    }
    uint64_t count = site->span_count + site->waits;
    if (count > site->run.count)
        count = site->run.count;
    episodes_spread(&runs, pool, site->calls, count);
    return runs;
}
