#include "joined_sites.h"

static void add_parent_candidate(struct pool *pool, struct merged_site *to,
                                 const struct merged_parent_candidate *parent_candidate) {
    struct merged_parent_candidate *same = NULL;
    for (size_t i = 0; i < to->parent_candidate_count; i++) {
        if (to->parent_candidates[i].parent == parent_candidate->parent)
            same = &to->parent_candidates[i];
    }
    if (!same) {
        to->parent_candidates = pool_grow(pool, to->parent_candidates, to->parent_candidate_count,
                                          &to->parent_candidate_capacity, sizeof(*to->parent_candidates));
        same = &to->parent_candidates[to->parent_candidate_count++];
        *same = *parent_candidate;
        same->episodes = (struct episodes){0};
        episodes_add_all(&same->episodes, pool, &parent_candidate->episodes);
        return;
    }
    /* Branches share out the rows of each episode, so it is their executions that add up. */
    const struct episodes one = same->episodes;
    const uint64_t count =
        one.count > parent_candidate->episodes.count ? one.count : parent_candidate->episodes.count;
    const uint64_t children = one.children + parent_candidate->episodes.children;
    same->episodes = (struct episodes){0};
    episodes_spread(&same->episodes, pool, children, count);
    same->adjacent += parent_candidate->adjacent;
    same->waits += parent_candidate->waits;
    if (parent_candidate->parent_rows > same->parent_rows)
        same->parent_rows = parent_candidate->parent_rows;
}

static void add_span(struct pool *pool, struct merged_site *to, const struct merged_span *span) {
    for (size_t i = 0; i < to->span_count; i++) {
        struct merged_span *same = &to->spans[i];
        if (same->capture != span->capture || same->thread_record != span->thread_record)
            continue;
        same->first = span->first < same->first ? span->first : same->first;
        same->last = span->last > same->last ? span->last : same->last;
        return;
    }
    to->spans = pool_grow(pool, to->spans, to->span_count, &to->span_capacity, sizeof(*to->spans));
    to->spans[to->span_count++] = *span;
}

/* One statement at one line of the program, which was reached by several ways. */
static bool is_one_parent(const struct merged_site *left, const struct merged_site *right) {
    const struct source_frame *a = source_stack_call_site(left->stack);
    const struct source_frame *b = source_stack_call_site(right->stack);
    return left->statement == right->statement && a && b && frames_share_line(a, b);
}

/* The same line as the parent's, by another way: it ran before, and parents the call site by chance. */
static bool is_of_another_way(const struct merged_parent_candidate *parent_candidate,
                              const struct merged_parent_candidate *chosen) {
    return chosen && parent_candidate->parent != chosen->parent &&
           is_one_parent(parent_candidate->parent, chosen->parent);
}

static void add_part(struct pool *pool, struct merged_site *to, const struct merged_site *part,
                     const struct merged_parent_candidate *chosen) {
    to->calls += part->calls;
    to->failed += part->failed;
    to->rows += part->rows;
    to->changed_rows += part->changed_rows;
    to->pipelined += part->pipelined;
    to->in_transaction += part->in_transaction;
    to->without_parameters += part->without_parameters;
    if (part->longest_list > to->longest_list)
        to->longest_list = part->longest_list;
    merged_site_add_parameters(pool, to, &part->parameters, part->uncounted_parameters);
    to->same_answers += part->same_answers;
    to->changed_answers += part->changed_answers;
    to->seconds += part->seconds;
    to->sequence_lost = to->sequence_lost || part->sequence_lost;
    to->waits += part->waits;
    episodes_add_all(&to->uninterrupted, pool, &part->uninterrupted);
    for (size_t i = 0; i < part->parent_candidate_count; i++) {
        if (!is_of_another_way(&part->parent_candidates[i], chosen))
            add_parent_candidate(pool, to, &part->parent_candidates[i]);
    }
    for (size_t i = 0; i < part->value_match_count; i++)
        merged_site_add_value_match(pool, to, &part->value_matches[i]);
    for (size_t i = 0; i < part->span_count; i++)
        add_span(pool, to, &part->spans[i]);
}

static void add_parent(struct pool *pool, struct merged_parent_candidate *to,
                       struct merged_parent_candidate *parent_candidate) {
    struct merged_site *both = pool_allocate(pool, 1, sizeof(*both));
    *both = *to->parent;
    both->calls += parent_candidate->parent->calls;
    both->rows += parent_candidate->parent->rows;
    both->seconds += parent_candidate->parent->seconds;
    to->parent = both;
    to->adjacent += parent_candidate->adjacent;
    to->waits += parent_candidate->waits;
    to->parent_rows += parent_candidate->parent_rows;
    episodes_add_all(&to->episodes, pool, &parent_candidate->episodes);
}

static void follow_parent(struct pool *pool, struct merged_site *site, const struct merged_site *from,
                          struct merged_site *to) {
    struct merged_value_match *value_matches = site->value_matches;
    const size_t count = site->value_match_count;
    site->value_matches = NULL;
    site->value_match_count = site->value_match_capacity = 0;
    for (size_t i = 0; i < count; i++) {
        struct merged_value_match value_match = value_matches[i];
        value_match.parent = value_match.parent == from ? to : value_match.parent;
        merged_site_add_value_match(pool, site, &value_match);
    }
}

/* Each way that the loop's function is called by has executions of the parent of its own. */
static void join_parents(struct pool *pool, struct merged_site *site) {
    for (size_t i = 0; i < site->parent_candidate_count; i++) {
        struct merged_parent_candidate *parent_candidate = &site->parent_candidates[i];
        for (size_t j = i + 1; j < site->parent_candidate_count;) {
            struct merged_parent_candidate *other = &site->parent_candidates[j];
            if (!is_one_parent(parent_candidate->parent, other->parent)) {
                j++;
                continue;
            }
            const struct merged_site *before = parent_candidate->parent;
            add_parent(pool, parent_candidate, other);
            follow_parent(pool, site, before, parent_candidate->parent);
            follow_parent(pool, site, other->parent, parent_candidate->parent);
            *other = site->parent_candidates[--site->parent_candidate_count];
        }
    }
}

const struct merged_site *candidate_join(struct pool *pool, const struct candidate *candidate) {
    struct merged_site *site = pool_allocate(pool, 1, sizeof(*site));
    site->number = candidate->parts[0]->number;
    site->statement = candidate->parts[0]->statement;
    site->stack = candidate->parts[0]->stack;
    for (size_t i = 0; i < candidate->part_count; i++)
        add_part(pool, site, candidate->parts[i], candidate->parent_candidates[i]);
    join_parents(pool, site);
    return site;
}
