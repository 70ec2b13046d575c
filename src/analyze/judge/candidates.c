#include "candidates.h"

#include <stdlib.h>

#include "analyze/rounds/site_levels.h"
#include "joined_sites.h"

/* A branch of a loop may run less often than a finding asks for; together they may not. */
#define LEAST_CALLS_OF_A_BRANCH 2

/* Of the statements between the first execution and the last, this share at least is the loop's. */
#define MOST_OF_A_LOOP 0.8

/* ---- loops ----------------------------------------------------------------------------------------------
 */

/* Where no loop of the frame is named, its innermost is meant. */
static uint64_t id_of(const struct loop_line *loop) {
    const struct source_frame *frame = loop->frame;
    return loop->loop || !frame->loops || !frame->loop_depth ? loop->loop
                                                             : frame->loops[frame->loop_depth - 1].id;
}

static bool is_same_loop(const struct loop_line *left, const struct loop_line *right) {
    if (!frames_share_function(left->frame, right->frame))
        return false;
    return left->header_line ? left->header_line == right->header_line : id_of(left) == id_of(right);
}

/* Whether one loop is around both calls, as far as the loops of the function are known. */
static bool may_share_loop(const struct source_frame *left, const struct source_frame *right) {
    if (!left->loops || !right->loops || !left->loop_depth || !right->loop_depth)
        return true;
    return left->loops[0].id == right->loops[0].id;
}

/*
 * A loop of the program is one loop whoever calls the function that it stands in. A library's is one for each
 * place of the program that it serves.
 */
static bool is_one_loop(const struct candidate *left, const struct candidate *right) {
    const struct source_frame *a = left->loop.frame;
    const struct source_frame *b = right->loop.frame;
    if (left->site->statement != right->site->statement || !a || !b || !frames_share_function(a, b))
        return false;
    if (!left->choice.parent_candidate != !right->choice.parent_candidate)
        return may_share_loop(a, b) &&
               source_stacks_share_callers(left->site->stack, a, right->site->stack, b);
    const bool is_known = left->loop.header_line || left->loop.loop;
    if (is_known ? !is_same_loop(&left->loop, &right->loop) : !frames_share_line(a, b))
        return false;
    return (is_known && a->application) ||
           source_stacks_share_callers(left->site->stack, a, right->site->stack, b);
}

/* ---- candidates -------------------------------------------------------------------------------------------
 */

/* A loop that was seen to turn a few times, while another repeats the site: one over the batches of the
 * parent's rows, or over the files whose lines are what is looked up. */
static bool is_idle(const struct site_rounds *rounds, const struct loop_line *loop) {
    for (size_t i = 0; i < rounds->idle_count; i++) {
        if (is_same_loop(&rounds->idle[i], loop))
            return true;
    }
    return false;
}

/*
 * Values may come from rows that are not what is looped over: of a list that was read before, for something
 * else. Then it has not as many of them, and what was seen to repeat the site says more. So it does where the
 * rows were read for an earlier request, and the loop from there to here is the server's.
 */
static bool is_repeated_further_in(const struct merged_site *site, const struct parent_choice *choice,
                                   const struct site_loop *repeating, const struct site_rounds *rounds) {
    if (is_idle(rounds, &choice->loop) ||
        serving_within(site->stack->frames, choice->loop.frame) != SERVES_NOTHING)
        return true;
    return !choice->rows_match && (repeating->line.frame->application || !choice->loop.frame->application);
}

static void take_repeating_loop(struct candidate *candidate) {
    const size_t depth = candidate->loop.depth;
    candidate->loop = candidate->repeating->line;
    candidate->loop.depth = depth;
}

/*
 * By the order in which call sites ran, the innermost loop that repeats the site. Only a parent that is
 * proved to be one may name another which does so; one that is not is named where it says the same.
 */
static void find_loop_by_order(struct candidate *candidate, const struct site_rounds *rounds) {
    struct parent_choice *choice = &candidate->choice;
    const struct site_rounds *own = &rounds[candidate->site->number];
    candidate->repeating = rounds_repeating_loop(own);
    if (choice->parent_candidate && choice->proved) {
        if (candidate->repeating &&
            is_repeated_further_in(candidate->site, choice, candidate->repeating, own))
            take_repeating_loop(candidate);
        return;
    }
    const bool agrees = choice->parent_candidate && choice->rows_match && candidate->repeating &&
                        is_same_loop(&choice->loop, &candidate->repeating->line);
    if (!agrees)
        choice->parent_candidate = NULL;
    candidate->loop = candidate->repeating ? candidate->repeating->line : (struct loop_line){.frame = NULL};
    if (agrees)
        candidate->loop.depth = choice->loop.depth;
}

static void find_loop(struct candidate *candidate, const struct site_rounds *rounds, uint64_t threshold) {
    const struct merged_site *site = candidate->site;
    candidate->choice = parent_choose(site, threshold);
    candidate->loop = candidate->choice.loop;
    candidate->is_ordered = !site->sequence_lost && !site->stack->unknown;
    if (candidate->is_ordered) {
        find_loop_by_order(candidate, rounds);
        return;
    }
    if (candidate->choice.parent_candidate)
        return;
    const struct row_flow flow = row_flow_of(site);
    if (site->stack->unknown || !loop_line_alone(site->stack, &flow, &candidate->loop))
        candidate->loop = (struct loop_line){.frame = NULL};
}

/* By statement, then the costliest call site first. */
static int by_statement(const void *left, const void *right) {
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->site->statement != b->site->statement)
        return a->site->statement < b->site->statement ? -1 : 1;
    if (a->site->calls != b->site->calls)
        return a->site->calls > b->site->calls ? -1 : 1;
    return (a->site->number > b->site->number) - (a->site->number < b->site->number);
}

struct part_capacity {
    size_t sites;
    size_t parents;
};

static void take_over(struct pool *pool, struct candidate *candidate, const struct candidate *part,
                      struct part_capacity *capacity) {
    const size_t count = candidate->part_count;
    candidate->parts = pool_grow(pool, candidate->parts, count, &capacity->sites, sizeof(*candidate->parts));
    candidate->parent_candidates = pool_grow(pool, candidate->parent_candidates, count, &capacity->parents,
                                             sizeof(*candidate->parent_candidates));
    candidate->parts[count] = part->site;
    candidate->parent_candidates[count] = part->choice.parent_candidate;
    candidate->part_count = count + 1;
}

/* Moves the call sites of other candidates that are in the same loop as `items[first]` over to it. */
static void absorb(struct pool *pool, struct candidate *items, size_t first, size_t end) {
    struct candidate *candidate = &items[first];
    struct part_capacity capacity = {0};
    take_over(pool, candidate, candidate, &capacity);
    for (size_t i = first + 1; i < end; i++) {
        if (!items[i].site || items[i].part_count || !is_one_loop(candidate, &items[i]))
            continue;
        take_over(pool, candidate, &items[i], &capacity);
        items[i].site = NULL;
    }
}

static size_t end_of_statement(const struct candidate *items, size_t first, size_t count) {
    size_t end = first + 1;
    while (end < count && items[end].site->statement == items[first].site->statement)
        end++;
    return end;
}

static int by_number(const void *left, const void *right) {
    const struct candidate *a = left;
    const struct candidate *b = right;
    return (a->site->number > b->site->number) - (a->site->number < b->site->number);
}

struct candidates candidates_collect(struct pool *pool, const struct merged_capture *merged,
                                     uint64_t threshold) {
    const struct site_rounds *rounds = rounds_count(pool, merged, threshold);
    struct candidate *items = pool_allocate(pool, merged->site_count, sizeof(*items));
    for (size_t i = 0; i < merged->site_count; i++) {
        items[i].site = merged->sites[i];
        find_loop(&items[i], rounds, LEAST_CALLS_OF_A_BRANCH);
    }
    if (merged->site_count > 1)
        qsort(items, merged->site_count, sizeof(*items), by_statement);
    for (size_t first = 0; first < merged->site_count;) {
        const size_t end = end_of_statement(items, first, merged->site_count);
        for (size_t i = first; i < end; i++) {
            if (items[i].site)
                absorb(pool, items, i, end);
        }
        first = end;
    }
    size_t count = 0;
    for (size_t i = 0; i < merged->site_count; i++) {
        if (!items[i].site)
            continue;
        struct candidate *candidate = &items[count++];
        *candidate = items[i];
        if (candidate->part_count > 1)
            candidate->site = candidate_join(pool, candidate);
        find_loop(candidate, rounds, threshold);
    }
    if (count > 1)
        qsort(items, count, sizeof(*items), by_number);
    return (struct candidates){items, count, rounds};
}

/* ---- runs -----------------------------------------------------------------------------------------------
 */

static uint64_t statements_within(const struct merged_site *site) {
    uint64_t statements = 0;
    for (size_t i = 0; i < site->span_count; i++)
        statements += site->spans[i].last - site->spans[i].first + 1;
    return statements;
}

struct episodes candidate_episodes(struct pool *pool, const struct candidate *candidate,
                                   const struct loop_context *loop_context) {
    const struct merged_site *site = candidate->site;
    struct episodes runs = {0};
    const double within = (double)statements_within(site);
    if ((double)loop_context->statements < MOST_OF_A_LOOP * within) {
        episodes_add_all(&runs, pool, &site->uninterrupted);
        return runs;
    }
    uint64_t count = site->span_count + site->waits;
    if (count > site->uninterrupted.count)
        count = site->uninterrupted.count;
    episodes_spread(&runs, pool, site->calls, count);
    return runs;
}

/* Whether a part before this one has the same tally: call sites of one statement in one loop share it. */
static bool is_counted(const struct candidates *candidates, const struct candidate *candidate, size_t part,
                       const struct loop_tally *tally) {
    for (size_t i = 0; i < part; i++) {
        const struct site_loop *before =
            rounds_repeating_loop(&candidates->rounds[candidate->parts[i]->number]);
        if (before && before->tally == tally)
            return true;
    }
    return false;
}

struct loop_tally candidate_tally(struct pool *pool, const struct candidates *candidates,
                                  const struct candidate *candidate) {
    struct loop_tally all = {0};
    for (size_t i = 0; i < candidate->part_count; i++) {
        const struct site_loop *loop =
            rounds_repeating_loop(&candidates->rounds[candidate->parts[i]->number]);
        if (!loop || is_counted(candidates, candidate, i, loop->tally))
            continue;
        episodes_add_all(&all.repeating, pool, &loop->tally->repeating);
        all.again += loop->tally->again;
        all.rounds += loop->tally->rounds;
        all.waits += loop->tally->waits;
        all.transactions += loop->tally->transactions;
    }
    return all;
}
