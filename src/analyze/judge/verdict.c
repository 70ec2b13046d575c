#include "verdict.h"

#include <math.h>

#include "analyze/rounds/library_loops.h"
#include "analyze/rounds/loop_waits.h"

static struct verdict dismiss(enum dismissal_reason reason) {
    return (struct verdict){.reason = reason};
}

/* ---- kinds ----------------------------------------------------------------------------------------------
 */

static bool is_most(uint64_t part, uint64_t whole) {
    return part > whole / 2;
}

/*
 * The same values again within an episode. Over many episodes, requests for the same page say, the values of
 * one come again in the next, so it is the n of an episode that distinct values are compared with.
 */
static bool is_duplicate(const struct merged_site *site, const struct episodes *episodes) {
    if (is_most(site->without_parameters, site->calls) || !site->distinct_parameters)
        return true;
    return (double)site->distinct_parameters * 2 <= episodes_mean(episodes);
}

static enum finding_kind kind_of(const struct merged_site *site, const struct episodes *episodes,
                                 const struct provenance *provenance, uint64_t threshold) {
    if (sql_class_is_write(site->statement->statement_class))
        return FINDING_WRITE_LOOP;
    /* Rows may share a value (a hundred posts by ten authors): they are looped over all the same. */
    if (provenance->count && site->distinct_parameters >= threshold)
        return FINDING_N_PLUS_ONE;
    return is_duplicate(site, episodes) ? FINDING_DUPLICATE : FINDING_N_PLUS_ONE;
}

/* The same question asked again for something else to be said: after each batch that was written, or for the
 * next item of a queue. */
static bool has_changing_answers(const struct merged_site *site) {
    return site->changed_answers > site->same_answers;
}

/* What changed did so from one episode to the next, from request to request say. */
static bool has_one_answer(const struct merged_site *site, const struct episodes *episodes) {
    return site->same_answers && site->changed_answers < episodes->count;
}

/* One execution an episode would still be needed. */
static double saving_of(const struct merged_site *site, const struct episodes *episodes) {
    const uint64_t children = episodes->children < site->calls ? episodes->children : site->calls;
    if (!site->calls || episodes->count >= children)
        return isnan(site->seconds) ? NAN : 0;
    return site->seconds * (double)(children - episodes->count) / (double)site->calls;
}

/* ---- reasons --------------------------------------------------------------------------------------------
 */

/* The episodes to judge by: the parent's, or else uninterrupted runs. */
static const struct episodes *episodes_of(const struct judging *judging, const struct candidate *candidate,
                                          const struct loop_context *loop_context,
                                          const struct loop_tally *tally) {
    if (candidate->choice.parent_candidate)
        return &candidate->choice.parent_candidate->episodes;
    struct pool *pool = judging->pool;
    struct episodes *runs = pool_allocate(pool, 1, sizeof(*runs));
    *runs = candidate->is_ordered ? tally->repeating : candidate_episodes(pool, candidate, loop_context);
    return runs;
}

/* No driver runs a SELECT for many: what it loops over is the rows, or nothing. */
static enum dismissal_reason reason_without_loop(const struct merged_site *site) {
    const struct source_stack *stack = site->stack;
    struct loop_line unread;
    if (source_stack_takes_work(stack))
        return DISMISSED_ONE_PER_EPISODE;
    if (stack->driver_loops && site->statement->statement_class != SQL_READ)
        return DISMISSED_EXECUTEMANY;
    return loop_line_unread(stack, &unread) ? DISMISSED_UNREAD : DISMISSED_NO_LOOP;
}

/* The most rounds that any loop repeated the site in. */
static uint64_t most_rounds(const struct site_rounds *rounds) {
    uint64_t most = 0;
    for (size_t i = 0; i < rounds->loop_count; i++)
        most = rounds->loops[i].tally->most_rounds > most ? rounds->loops[i].tally->most_rounds : most;
    return most;
}

/* The most that the site ran between two waits, by all ways to it. */
static uint64_t most_in_segment(const struct judging *judging, const struct candidate *candidate) {
    uint64_t most = 0;
    for (size_t i = 0; i < candidate->part_count; i++)
        most += judging->candidates->rounds[candidate->parts[i]->number].most_in_segment;
    return most;
}

/*
 * The loop takes messages, or looks again and again after some time: it waits for something else than a
 * database or a client. Where messages come faster than they are dealt with, few rounds have to wait; a loop
 * over rows that is held up now and then (by a lock, by a log) waits in fewer still, and one wait alone may
 * be such a delay however short the loop.
 */
#define ROUNDS_OF_A_WAIT 10
#define LEAST_WAITS 2

static bool takes_messages(const struct loop_tally *tally) {
    return tally->waits >= LEAST_WAITS && tally->waits * ROUNDS_OF_A_WAIT >= tally->rounds;
}

/* The values came from the rows of a statement that the same loop runs: a job, say, that it took from a
 * table. */
static bool has_values_of_same_loop(const struct candidate *candidate) {
    const struct merged_site *site = candidate->site;
    for (size_t i = 0; i < site->value_match_count; i++) {
        if (loop_holds(site->stack, &candidate->loop, site->value_matches[i].parent->stack))
            return true;
    }
    return false;
}

/*
 * The loop goes over items of its own, about each of which it asks the database something else; what it waits
 * for meanwhile it has asked for. Where it asks the same again, it waits for the answer to change.
 */
static bool goes_over_items(const struct judging *judging, const struct candidate *candidate,
                            const struct loop_tally *tally) {
    return candidate->loop.frame->application && !is_duplicate(candidate->site, &tally->repeating) &&
           !has_values_of_same_loop(candidate) &&
           loop_waits_for_answers(judging->merged, candidate->site->stack, &candidate->loop);
}

/*
 * Of a statement that a server runs once for a message, a few messages came together, before it had to wait
 * for the next: nothing but chance made it repeat. A request that loops once in a long time does so over more
 * rows, or values prove it.
 */
#define CALLS_OF_A_CHANCE 20

static bool came_together(const struct candidate *candidate, const struct site_rounds *rounds,
                          const struct loop_tally *tally) {
    return rounds->returns && tally->repeating.children * CALLS_OF_A_CHANCE < candidate->site->calls;
}

/* By the order in which call sites ran. */
static enum dismissal_reason reason_by_order(const struct judging *judging, const struct candidate *candidate,
                                             const struct loop_tally *tally) {
    const struct site_rounds *rounds = &judging->candidates->rounds[candidate->site->number];
    if (candidate->repeating) {
        const bool is_message = (takes_messages(tally) && !goes_over_items(judging, candidate, tally)) ||
                                came_together(candidate, rounds, tally);
        return is_message ? DISMISSED_ONE_PER_EPISODE : DISMISSAL_REASONS;
    }
    const bool waited = rounds->returns || rounds->waits;
    if (waited && (rounds->segments + rounds->waits) * 2 > candidate->site->calls)
        return DISMISSED_ONE_PER_EPISODE;
    if (waited || most_rounds(rounds) > 1 || most_in_segment(judging, candidate) < judging->threshold)
        return DISMISSED_BELOW_THRESHOLD;
    return reason_without_loop(candidate->site);
}

static enum dismissal_reason reason_without_parent(const struct judging *judging,
                                                   const struct candidate *candidate,
                                                   const struct episodes *episodes) {
    if (episodes->maximum <= 1)
        return candidate->site->waits ? DISMISSED_ONE_PER_EPISODE : DISMISSED_BELOW_THRESHOLD;
    if (episodes_mean(episodes) < (double)judging->threshold)
        return DISMISSED_BELOW_THRESHOLD;
    if (!candidate->loop.frame)
        return reason_without_loop(candidate->site);
    return DISMISSAL_REASONS;
}

/*
 * The driver's own loop around each statement: psycopg2's executemany is one. That of SQLite's module is no
 * sign, as execute and executemany are one function there.
 */
static bool is_executemany(const struct merged_site *site, const struct loop_line *loop) {
    if (!loop->frame->application && source_stack_is_in_executemany(site->stack, loop->frame))
        return true;
    return site->stack->driver_loops && site->statement->driver == LOOPLINE_DRIVER_POSTGRESQL;
}

/* What is dismissed whatever loop it may run in. */
static enum dismissal_reason reason_without_loop_line(const struct merged_site *site) {
    const enum dismissal_reason reason = dismissal_by_class(site);
    if (reason != DISMISSAL_REASONS)
        return reason;
    if (site->stack->unknown)
        return DISMISSED_STACK_NOT_KEPT;
    return is_most(site->pipelined, site->calls) ? DISMISSED_PIPELINE : DISMISSAL_REASONS;
}

/*
 * The rounds run different code: most executions of the statement came by a call path that had not come
 * before in the loop, or all of this one's did, whatever others of the loop do.
 */
static bool comes_another_way_each_round(const struct judging *judging, const struct candidate *candidate,
                                         const struct loop_tally *tally) {
    uint64_t again = 0;
    for (size_t i = 0; i < candidate->part_count; i++) {
        const struct site_loop *loop =
            rounds_repeating_loop(&judging->candidates->rounds[candidate->parts[i]->number]);
        again += loop ? loop->again : 0;
    }
    return !again || tally->again * 2 < tally->repeating.children;
}

static struct verdict conclude(const struct judging *judging, const struct candidate *candidate,
                               const struct episodes *episodes, const struct provenance *provenance) {
    const struct merged_site *site = candidate->site;
    const enum finding_kind kind = kind_of(site, episodes, provenance, judging->threshold);
    if (kind == FINDING_DUPLICATE && has_changing_answers(site))
        return dismiss(DISMISSED_CHANGING);
    const bool confirmed = provenance->count || (kind == FINDING_DUPLICATE && has_one_answer(site, episodes));
    const struct loop_place place = library_loop_place(judging->merged, site->stack, &candidate->loop);
    return (struct verdict){
        .reason = DISMISSAL_REASONS,
        .finding =
            {
                .kind = kind,
                .confidence = confirmed ? FINDING_CONFIRMED : FINDING_LIKELY,
                .site = site,
                .loop = place.where,
                .through = place.through,
                .body = place.body,
                .call_site = source_stack_call_site(site->stack),
                .parent = candidate->choice.parent_candidate,
                .value_matches = provenance->value_matches,
                .value_match_count = provenance->count,
                .episodes = episodes,
                .saving_seconds = saving_of(site, episodes),
            },
    };
}

/* Whether most executions had a transaction each. */
static bool has_own_transactions(const struct judging *judging, const struct candidate *candidate,
                                 const struct loop_tally *tally, const struct loop_context *loop_context) {
    if (candidate->repeating)
        return tally->transactions > 0;
    if (!candidate->is_ordered)
        return loop_context->transactions * 2 >= candidate->site->calls;
    uint64_t transactions = 0;
    for (size_t i = 0; i < candidate->part_count; i++)
        transactions += judging->candidates->rounds[candidate->parts[i]->number].transactions;
    return transactions * 2 >= candidate->site->calls;
}

struct verdict verdict_on(const struct judging *judging, const struct candidate *candidate) {
    const struct merged_site *site = candidate->site;
    const struct merged_parent_candidate *parent = candidate->choice.parent_candidate;
    const enum dismissal_reason first = reason_without_loop_line(site);
    if (first != DISMISSAL_REASONS)
        return dismiss(first);

    const struct loop_tally tally = candidate->is_ordered
                                        ? candidate_tally(judging->pool, judging->candidates, candidate)
                                        : (struct loop_tally){.waits = 0};
    const struct loop_context loop_context =
        loop_context_of(judging->contexts, site->stack, &candidate->loop);
    const struct episodes *episodes = episodes_of(judging, candidate, &loop_context, &tally);
    if (!parent) {
        const enum dismissal_reason alone = candidate->is_ordered
                                                ? reason_by_order(judging, candidate, &tally)
                                                : reason_without_parent(judging, candidate, episodes);
        if (alone != DISMISSAL_REASONS)
            return dismiss(alone);
    }
    if (is_executemany(site, &candidate->loop))
        return dismiss(DISMISSED_EXECUTEMANY);
    struct provenance provenance = {0};
    if (parent)
        provenance = provenance_find(judging->pool, site, parent);
    const struct dismissal_facts facts = {
        .site = site,
        .parent_candidate = parent,
        .loop = &candidate->loop,
        .loop_context = &loop_context,
        .own_transactions = has_own_transactions(judging, candidate, &tally, &loop_context),
        .n = episodes_mean(episodes),
        .calls_program = candidate->repeating && candidate->repeating->calls_program,
        .another_way_each_round =
            candidate->repeating && comes_another_way_each_round(judging, candidate, &tally),
        .proved = provenance.count > 0,
        .goes_on = provenance_goes_on(site, &provenance)};
    const enum dismissal_reason other = dismissal_by_facts(&facts);
    if (other != DISMISSAL_REASONS)
        return dismiss(other);
    return conclude(judging, candidate, episodes, &provenance);
}
