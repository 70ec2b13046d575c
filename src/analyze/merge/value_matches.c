#include <stdlib.h>
#include <string.h>

#include "merge.h"

#include "base/numbers.h"
#include "capture/reader/by_id.h"

struct located_value_match {
    const struct capture_value_match *from;
    struct merged_site *site;
    struct merged_site *parent;
};

/* Links that become one come one after the other, those of one captured site next to each other. */
static int by_meaning(const void *left, const void *right) {
    const struct located_value_match *a = left;
    const struct located_value_match *b = right;
    if (a->from->site != b->from->site)
        return a->from->site < b->from->site ? -1 : 1;
    if (a->parent != b->parent)
        return compare_numbers(a->parent->number, b->parent->number);
    if (a->from->parameter != b->from->parameter)
        return compare_numbers(a->from->parameter, b->from->parameter);
    return strcmp(a->from->column, b->from->column);
}

static bool mean_the_same(const struct located_value_match *a, const struct located_value_match *b) {
    return by_meaning(a, b) == 0;
}

void merged_site_add_value_match(struct pool *pool, struct merged_site *site,
                                 const struct merged_value_match *value_match) {
    for (size_t i = 0; i < site->value_match_count; i++) {
        struct merged_value_match *same = &site->value_matches[i];
        if (same->parent != value_match->parent || same->parameter != value_match->parameter ||
            strcmp(same->column, value_match->column) != 0)
            continue;
        same->counts.checked += value_match->counts.checked;
        same->counts.matched += value_match->counts.matched;
        same->counts.in_order += value_match->counts.in_order;
        same->counts.wide += value_match->counts.wide;
        same->counts.moved += value_match->counts.moved;
        same->across = same->across || value_match->across;
        return;
    }
    site->value_matches = pool_grow(pool, site->value_matches, site->value_match_count,
                                    &site->value_match_capacity, sizeof(*site->value_matches));
    site->value_matches[site->value_match_count++] = *value_match;
}

/*
 * Where one line of the parent was captured as several sites, a value is in the rows of one of them and is
 * missed in the others: it was looked for once all the same.
 */
static struct loopline_value_match_counts count_together(const struct located_value_match *value_matches,
                                                         size_t count) {
    struct loopline_value_match_counts all = {0};
    for (size_t i = 0; i < count; i++) {
        const struct loopline_value_match_counts *counts = &value_matches[i].from->counts;
        all.checked = counts->checked > all.checked ? counts->checked : all.checked;
        all.matched += counts->matched;
        all.in_order += counts->in_order;
        all.wide += counts->wide;
        all.moved += counts->moved;
    }
    all.matched = at_most(all.matched, all.checked);
    all.in_order = at_most(all.in_order, all.matched);
    all.wide = at_most(all.wide, all.matched);
    all.moved = at_most(all.moved, all.matched);
    return all;
}

static void add_value_matches(struct merged_capture *merged, const struct located_value_match *value_matches,
                              size_t count) {
    struct merged_value_match value_match = {.parent = value_matches->parent,
                                             .parameter = value_matches->from->parameter,
                                             .column = value_matches->from->column,
                                             .counts = count_together(value_matches, count)};
    for (size_t i = 0; i < count; i++)
        value_match.across = value_match.across || value_matches[i].from->site->thread_record !=
                                                       value_matches[i].from->parent->thread_record;
    merged_site_add_value_match(&merged->pool, value_matches->site, &value_match);
}

/* Whether the site's executions are all in episodes of the parent that its own thread records have seen. */
static bool has_whole_parent_candidate(const struct merged_site *site, const struct merged_site *parent) {
    for (size_t i = 0; i < site->parent_candidate_count; i++) {
        const struct merged_parent_candidate *parent_candidate = &site->parent_candidates[i];
        if (parent_candidate->parent == parent && !parent_candidate->is_across)
            return parent_candidate->episodes.children >= site->calls;
    }
    return false;
}

/*
 * The threads share out the parent's rows, so an episode is spread over them: their executions together, over
 * those of the parent. No more than that mean is known.
 */
static void make_parent_candidate_across(struct merged_capture *merged, struct merged_site *site,
                                         const struct merged_value_match *value_match) {
    struct merged_site *parent = value_match->parent;
    if (!parent->calls || site->calls < parent->calls)
        return;
    struct merged_parent_candidate *parent_candidate = merged_parent_candidate_between(merged, site, parent);
    if (parent_candidate->is_across)
        return; /* another parameter's value match has made it */
    parent_candidate->episodes = (struct episodes){0};
    parent_candidate->is_across = true;
    parent_candidate->parent_rows = parent->rows;
    episodes_spread(&parent_candidate->episodes, &merged->pool, site->calls, parent->calls);
}

static void add_capture(struct merged_capture *merged, const struct capture *capture,
                        const struct captured_site *sites) {
    struct pool scratch = {0};
    struct located_value_match *value_matches =
        pool_allocate(&scratch, capture->value_match_count, sizeof(*value_matches));
    for (size_t i = 0; i < capture->value_match_count; i++) {
        const struct capture_value_match *from = &capture->value_matches[i];
        value_matches[i] = (struct located_value_match){
            .from = from,
            .site = sites[from->site - capture->sites].merged,
            .parent = sites[from->parent - capture->sites].merged,
        };
    }
    if (capture->value_match_count > 1)
        qsort(value_matches, capture->value_match_count, sizeof(*value_matches), by_meaning);
    for (size_t first = 0; first < capture->value_match_count;) {
        size_t end = first + 1;
        while (end < capture->value_match_count && mean_the_same(&value_matches[first], &value_matches[end]))
            end++;
        add_value_matches(merged, &value_matches[first], end - first);
        first = end;
    }
    pool_free(&scratch);
}

/* A thread record is given on when its thread ends: threads that ran one after the other may have had one. */
static bool ran_in_several_threads(const struct merged_capture *merged, const struct merged_site *site) {
    if (site->span_count != 1)
        return site->span_count > 1;
    const struct capture *capture = merged->captures[site->spans[0].capture];
    const struct capture_thread_record *record =
        by_id_find(capture->thread_records, capture->thread_record_count, sizeof(*capture->thread_records),
                   site->spans[0].thread_record);
    return record && record->threads > 1;
}

/*
 * Of the executions of work that was shared out, one in this many at least is given a value of the parent's
 * rows. A lower share lets the rows of one request explain what all others run; a higher one misses a list
 * whose rows are spread so thinly that most threads run too few for a match.
 */
enum { MATCHED_OF_SHARED = 2 };

/*
 * Work that was handed over to several threads, some of which may have done too little of it for a match. If
 * most of it has none, the rows belong to one of several requests that are served by a thread each: then they
 * say nothing of the others.
 */
static bool is_shared_out(const struct merged_capture *merged, const struct merged_site *site,
                          const struct merged_value_match *value_match) {
    return site->stack->work_count && value_match->counts.matched * MATCHED_OF_SHARED >= site->calls &&
           ran_in_several_threads(merged, site);
}

void merge_value_matches(struct merged_capture *merged, const struct captured_site *sites,
                         const size_t *first_of_capture) {
    for (size_t i = 0; i < merged->capture_count; i++)
        add_capture(merged, merged->captures[i], sites + first_of_capture[i]);
    for (size_t i = 0; i < merged->site_count; i++) {
        struct merged_site *site = merged->sites[i];
        for (size_t j = 0; j < site->value_match_count; j++) {
            const struct merged_value_match *value_match = &site->value_matches[j];
            if ((value_match->across || is_shared_out(merged, site, value_match)) &&
                value_match->parent != site && !has_whole_parent_candidate(site, value_match->parent))
                make_parent_candidate_across(merged, site, value_match);
        }
    }
}
