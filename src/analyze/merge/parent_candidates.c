#include <stdlib.h>

#include "merge.h"

#include "base/numbers.h"

/* A parent candidate as captured, between the sites of the run that its ends became part of. */
struct captured_parent_candidate {
    const struct capture_parent_candidate *parent_candidate;
    struct merged_site *merged_parent;
    const struct capture_site *parent;
    const struct capture_site *child;
    uint32_t child_id; /* ids as captured, of one thread record */
    uint32_t parent_id;
    bool ran_since_parent; /* the child has, since the parent ran last */
    uint64_t open;         /* n of the open episode, see cut_open_episodes */
};

/* The captured sites that became one site of the run, in one thread record. */
struct group {
    struct merged_capture *merged;
    struct merged_site *site;
    const struct captured_site *const *members;
    size_t member_count;
    struct captured_parent_candidate *parent_candidates; /* room for all parent candidates of the members */
    size_t parent_candidate_count;
};

/* ---- adding one parent candidate's episodes to the site of the run
 * --------------------------------------------------
 */

struct merged_parent_candidate *merged_parent_candidate_between(struct merged_capture *merged,
                                                                struct merged_site *site,
                                                                struct merged_site *parent) {
    for (size_t i = 0; i < site->parent_candidate_count; i++) {
        if (site->parent_candidates[i].parent == parent)
            return &site->parent_candidates[i];
    }
    site->parent_candidates = pool_grow(&merged->pool, site->parent_candidates, site->parent_candidate_count,
                                        &site->parent_candidate_capacity, sizeof(*site->parent_candidates));
    struct merged_parent_candidate *added = &site->parent_candidates[site->parent_candidate_count++];
    added->parent = parent;
    return added;
}

static int by_parent(const void *left, const void *right) {
    const struct captured_parent_candidate *a = left;
    const struct captured_parent_candidate *b = right;
    if (a->merged_parent != b->merged_parent)
        return compare_numbers(a->merged_parent->number, b->merged_parent->number);
    if (a->parent_id != b->parent_id)
        return compare_numbers(a->parent_id, b->parent_id);
    return compare_numbers(a->child->first_sequence, b->child->first_sequence);
}

static int by_child(const void *left, const void *right) {
    const struct captured_parent_candidate *a = left;
    const struct captured_parent_candidate *b = right;
    return compare_numbers(a->child_id, b->child_id);
}

static uint64_t episodes_of(const struct capture_parent_candidate *parent_candidate) {
    return parent_candidate->episodes + (parent_candidate->open ? 1 : 0);
}

static uint64_t children_of(const struct capture_parent_candidate *parent_candidate) {
    return parent_candidate->children + parent_candidate->open;
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

/* What several captured parent candidates between the same two sites of a run amount to. */
struct combined {
    uint64_t episodes;
    uint64_t children;
    uint64_t largest; /* over the captured parents, the most that an episode of one can have */
    uint64_t parent_rows;
};

/*
 * Episodes that one captured parent began, by its parent candidates in the order in which the children first
 * ran. Children that ran at the same time share episodes; those that ran one after the other (the driver came
 * to prepare the statement) had their own.
 */
static uint64_t episodes_of_parent(const struct captured_parent_candidate *parent_candidates, size_t count) {
    uint64_t episodes = 0;
    uint64_t together = 0;
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        const struct capture_site *child = parent_candidates[i].child;
        if (child->first_sequence > last) {
            episodes += together;
            together = 0;
        }
        together = larger(together, episodes_of(parent_candidates[i].parent_candidate));
        last = larger(last, child->last_sequence);
    }
    episodes += together;
    const uint64_t executions = parent_candidates->parent->calls;
    return episodes < executions ? episodes : executions;
}

/* `parent_candidates` ordered by parent: each captured parent begins episodes of its own. */
static void combine_parents(const struct captured_parent_candidate *parent_candidates, size_t count,
                            struct combined *combined) {
    for (size_t i = 0; i < count;) {
        const size_t first = i;
        uint64_t rows = 0;
        for (; i < count && parent_candidates[i].parent_id == parent_candidates[first].parent_id; i++)
            rows = larger(rows, parent_candidates[i].parent_candidate->parent_rows);
        combined->episodes += episodes_of_parent(&parent_candidates[first], i - first);
        combined->parent_rows += rows;
    }
}

/*
 * `parent_candidates` ordered by child: each captured child is there once, whichever captured parent counted
 * it. An episode of one parent that another took over from counts the other's children too. A member of the
 * group without such a parent candidate ran when the parent was no longer among the sites that the recorder
 * looks back on; it belongs to the parent's episodes if it ran after the parent at all.
 */
static void combine_children(const struct group *group,
                             const struct captured_parent_candidate *parent_candidates, size_t count,
                             struct combined *combined) {
    uint64_t parent_first = UINT64_MAX;
    for (size_t i = 0; i < count; i++)
        parent_first = parent_candidates[i].parent->first_sequence < parent_first
                           ? parent_candidates[i].parent->first_sequence
                           : parent_first;
    size_t i = 0;
    for (size_t member = 0; member < group->member_count; member++) {
        const struct capture_site *child = group->members[member]->site;
        uint64_t children = 0;
        const bool has_parent_candidate = i < count && parent_candidates[i].child_id == child->id;
        if (!has_parent_candidate && child->first_sequence > parent_first)
            combined->largest += children = child->calls;
        for (; i < count && parent_candidates[i].child_id == child->id; i++)
            children = at_most(children + children_of(parent_candidates[i].parent_candidate), child->calls);
        combined->children += children;
    }
}

/* Of two parent candidates of one captured child: the other's first episode began after the open one of this.
 */
static bool began_after(const struct capture_parent_candidate *other,
                        const struct capture_parent_candidate *parent_candidate) {
    if (!other->open || children_of(other) > parent_candidate->open)
        return false;
    return children_of(other) < parent_candidate->open ||
           other->parent->first_sequence > parent_candidate->parent->last_sequence;
}

/*
 * The open episode of a parent candidate ended when another captured parent began one: a program that has
 * warmed up comes to the line by another stack, and never again by the first. `parent_candidates`: all those
 * of one captured child.
 */
static void cut_open_episodes(struct captured_parent_candidate *parent_candidates, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint64_t later = 0; /* executions of the child since the first of the others */
        for (size_t j = 0; j < count; j++)
            if (began_after(parent_candidates[j].parent_candidate, parent_candidates[i].parent_candidate))
                later = larger(later, children_of(parent_candidates[j].parent_candidate));
        parent_candidates[i].open = parent_candidates[i].parent_candidate->open - later;
    }
}

/* `parent_candidates`: all those of one captured parent. Its latest episode is known, of the others each
 * child's most. */
static uint64_t largest_with_parent(const struct captured_parent_candidate *parent_candidates, size_t count) {
    uint64_t latest = 0;
    uint64_t others = 0;
    for (size_t i = 0; i < count; i++) {
        const uint64_t closed = parent_candidates[i].parent_candidate->maximum;
        latest += parent_candidates[i].ran_since_parent ? parent_candidates[i].open : 0;
        others += parent_candidates[i].ran_since_parent ? closed : larger(closed, parent_candidates[i].open);
    }
    return larger(latest, others);
}

/* `parent_candidates` ordered by child. An episode begins with one captured parent, and is spread over the
 * children. */
static uint64_t largest_of_one_parent(struct captured_parent_candidate *parent_candidates, size_t count) {
    uint64_t largest = 0;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1;
             end < count && parent_candidates[end].child_id == parent_candidates[first].child_id;)
            end++;
        cut_open_episodes(&parent_candidates[first], end - first);
    }
    qsort(parent_candidates, count, sizeof(*parent_candidates), by_parent);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1;
             end < count && parent_candidates[end].parent_id == parent_candidates[first].parent_id;)
            end++;
        largest = larger(largest, largest_with_parent(&parent_candidates[first], end - first));
    }
    return largest;
}

/*
 * Several return addresses of one line: the compiler unrolled or split the loop, or a recursion has several
 * depths. The children of one episode are spread over the captured children, so their n add up. The
 * distribution is not known then, the mean stands for it; the largest n is at most the sum of the largest.
 */
static void combine_parent_candidates(const struct group *group, struct merged_parent_candidate *to,
                                      struct captured_parent_candidate *parent_candidates, size_t count) {
    struct pool *pool = &group->merged->pool;
    struct combined combined = {0};
    combine_parents(parent_candidates, count, &combined);
    qsort(parent_candidates, count, sizeof(*parent_candidates), by_child);
    combine_children(group, parent_candidates, count, &combined);
    combined.largest += largest_of_one_parent(parent_candidates, count);
    to->parent_rows += combined.parent_rows;
    if (!combined.episodes)
        return;
    struct episodes added = {0};
    episodes_spread(&added, pool, combined.children, combined.episodes);
    if (combined.episodes > 1 && combined.largest > added.maximum && combined.children > added.maximum)
        added.maximum = combined.largest;
    episodes_add_all(&to->episodes, pool, &added);
}

/* `parent_candidates`: all those of a group that have the same merged parent, ordered by parent. */
static void add_parent_candidates_of_parent(struct group *group,
                                            struct captured_parent_candidate *parent_candidates,
                                            size_t count) {
    if (parent_candidates->merged_parent == group->site)
        return; /* a line that runs again is not its own parent */
    struct merged_parent_candidate *to =
        merged_parent_candidate_between(group->merged, group->site, parent_candidates->merged_parent);
    for (size_t i = 0; i < count; i++) {
        to->adjacent += parent_candidates[i].parent_candidate->adjacent;
        to->waits += parent_candidates[i].parent_candidate->waits;
    }
    if (group->member_count > 1 || count > 1) {
        combine_parent_candidates(group, to, parent_candidates, count);
        return;
    }
    to->parent_rows += parent_candidates->parent_candidate->parent_rows;
    episodes_add_parent_candidate(&to->episodes, &group->merged->pool, parent_candidates->parent_candidate);
}

static void add_parent_candidates(struct group *group) {
    if (group->parent_candidate_count > 1)
        qsort(group->parent_candidates, group->parent_candidate_count, sizeof(*group->parent_candidates),
              by_parent);
    for (size_t first = 0; first < group->parent_candidate_count;) {
        size_t end = first + 1;
        while (end < group->parent_candidate_count &&
               group->parent_candidates[end].merged_parent == group->parent_candidates[first].merged_parent)
            end++;
        add_parent_candidates_of_parent(group, &group->parent_candidates[first], end - first);
        first = end;
    }
}

/* ---- uninterrupted runs ---------------------------------------------------------------------------------
 */

static struct merged_span span_of(const struct group *group) {
    struct merged_span span = {.capture = group->members[0]->capture,
                               .thread_record = group->members[0]->site->thread_record,
                               .first = UINT64_MAX};
    for (size_t i = 0; i < group->member_count; i++) {
        const struct capture_site *site = group->members[i]->site;
        span.first = site->first_sequence < span.first ? site->first_sequence : span.first;
        span.last = larger(span.last, site->last_sequence);
    }
    return span;
}

static uint64_t span_length(const struct merged_span *span) {
    return span->last >= span->first ? span->last - span->first + 1 : UINT64_MAX;
}

static void add_span(struct group *group) {
    struct merged_site *site = group->site;
    site->spans = pool_grow(&group->merged->pool, site->spans, site->span_count, &site->span_capacity,
                            sizeof(*site->spans));
    site->spans[site->span_count++] = span_of(group);
    for (size_t i = 0; i < group->member_count; i++)
        site->waits += group->members[i]->site->uninterrupted.waits;
}

/*
 * With several return addresses of one line each of them interrupts the runs of the others. Every change
 * from one that returned rows to another is counted as adjacent on the parent candidate between the two;
 * taking those away leaves the interruptions by other sites. There are no more of them than other statements
 * ran, and no fewer than the thread waited for somebody.
 */
static void add_runs(struct group *group) {
    struct merged_site *site = group->site;
    if (group->member_count == 1) {
        episodes_add_parent_candidate(&site->uninterrupted, &group->merged->pool,
                                      &group->members[0]->site->uninterrupted);
        return;
    }
    uint64_t runs = 0;
    uint64_t calls = 0;
    uint64_t changes = 0;
    uint64_t waits = 0;
    for (size_t i = 0; i < group->member_count; i++) {
        runs += episodes_of(&group->members[i]->site->uninterrupted);
        calls += group->members[i]->site->calls;
        waits += group->members[i]->site->uninterrupted.waits;
    }
    for (size_t i = 0; i < group->parent_candidate_count; i++) {
        if (group->parent_candidates[i].merged_parent == site)
            changes += group->parent_candidates[i].parent_candidate->adjacent;
    }
    runs = changes < runs ? runs - changes : 1;
    const struct merged_span whole = span_of(group);
    const uint64_t span = span_length(&whole);
    if (span >= calls && span - calls < runs)
        runs = span - calls + 1;
    runs = larger(at_most(larger(runs, waits + 1), calls), 1);
    episodes_spread(&site->uninterrupted, &group->merged->pool, calls, runs);
}

/* ---- groups ---------------------------------------------------------------------------------------------
 */

static int by_group(const void *left, const void *right) {
    const struct captured_site *a = *(const struct captured_site *const *)left;
    const struct captured_site *b = *(const struct captured_site *const *)right;
    if (a->merged != b->merged)
        return compare_numbers(a->merged->number, b->merged->number);
    if (a->capture != b->capture)
        return compare_numbers(a->capture, b->capture);
    if (a->site->thread_record != b->site->thread_record)
        return compare_numbers(a->site->thread_record, b->site->thread_record);
    return compare_numbers(a->site->id, b->site->id);
}

static bool is_same_group(const struct captured_site *a, const struct captured_site *b) {
    return a->merged == b->merged && a->capture == b->capture &&
           a->site->thread_record == b->site->thread_record;
}

static void add_group(struct merged_capture *merged, const struct captured_site *sites,
                      const size_t *first_of_capture, const struct captured_site *const *members,
                      size_t member_count) {
    struct pool scratch = {0};
    struct group group = {.merged = merged,
                          .site = members[0]->merged,
                          .members = members,
                          .member_count = member_count,
                          .parent_candidates =
                              pool_allocate(&scratch, member_count * LOOPLINE_PARENT_CANDIDATES,
                                            sizeof(*group.parent_candidates))};
    const size_t first = first_of_capture[members[0]->capture];
    const struct capture_site *capture_sites = merged->captures[members[0]->capture]->sites;
    for (size_t i = 0; i < member_count; i++) {
        const struct capture_site *child = members[i]->site;
        for (size_t j = 0; j < child->parent_candidate_count; j++) {
            const struct capture_parent_candidate *parent_candidate = &child->parent_candidates[j];
            group.parent_candidates[group.parent_candidate_count++] = (struct captured_parent_candidate){
                .parent_candidate = parent_candidate,
                .merged_parent = sites[first + (size_t)(parent_candidate->parent - capture_sites)].merged,
                .parent = parent_candidate->parent,
                .child = child,
                .child_id = child->id,
                .parent_id = parent_candidate->parent->id,
                .ran_since_parent = child->last_sequence > parent_candidate->parent->last_sequence,
            };
        }
    }
    add_span(&group);
    add_runs(&group);
    add_parent_candidates(&group);
    pool_free(&scratch);
}

void merge_parent_candidates(struct merged_capture *merged, const struct captured_site *sites,
                             size_t site_count, const size_t *first_of_capture) {
    struct pool scratch = {0};
    const struct captured_site **ordered =
        pool_allocate(&scratch, site_count, sizeof(const struct captured_site *));
    for (size_t i = 0; i < site_count; i++)
        ordered[i] = &sites[i];
    if (site_count > 1)
        qsort(ordered, site_count, sizeof(*ordered), by_group);
    for (size_t first = 0; first < site_count;) {
        size_t end = first + 1;
        while (end < site_count && is_same_group(ordered[first], ordered[end]))
            end++;
        add_group(merged, sites, first_of_capture, &ordered[first], end - first);
        first = end;
    }
    pool_free(&scratch);
}
