#include <stdlib.h>
#include <string.h>

#include "merge.h"

struct merged_link {
    const struct capture_link *from;
    struct run_site *site;
    struct run_site *parent;
};

static int compare_numbers(size_t a, size_t b) {
    return (a > b) - (a < b);
}

/* Links that become one come one after the other, those of one captured site next to each other. */
static int by_meaning(const void *left, const void *right) {
    const struct merged_link *a = left;
    const struct merged_link *b = right;
    if (a->from->site != b->from->site)
        return a->from->site < b->from->site ? -1 : 1;
    if (a->parent != b->parent)
        return compare_numbers(a->parent->number, b->parent->number);
    if (a->from->parameter != b->from->parameter)
        return compare_numbers(a->from->parameter, b->from->parameter);
    return strcmp(a->from->column, b->from->column);
}

static bool mean_the_same(const struct merged_link *a, const struct merged_link *b) {
    return by_meaning(a, b) == 0;
}

void run_site_add_link(struct pool *pool, struct run_site *site, const struct run_link *link) {
    for (size_t i = 0; i < site->link_count; i++) {
        struct run_link *same = &site->links[i];
        if (same->parent != link->parent || same->parameter != link->parameter ||
            strcmp(same->column, link->column) != 0)
            continue;
        same->counts.checked += link->counts.checked;
        same->counts.matched += link->counts.matched;
        same->counts.in_order += link->counts.in_order;
        same->counts.wide += link->counts.wide;
        same->counts.moved += link->counts.moved;
        same->across = same->across || link->across;
        return;
    }
    site->links = pool_grow(pool, site->links, site->link_count, &site->link_capacity, sizeof(*site->links));
    site->links[site->link_count++] = *link;
}

static uint64_t at_most(uint64_t value, uint64_t limit) {
    return value < limit ? value : limit;
}

/*
 * Where one line of the parent was captured as several sites, a value is in the rows of one of them and is
 * missed in the others: it was looked for once all the same.
 */
static struct loopline_link_counts count_together(const struct merged_link *links, size_t count) {
    struct loopline_link_counts all = {0};
    for (size_t i = 0; i < count; i++) {
        const struct loopline_link_counts *counts = &links[i].from->counts;
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

static void add_links(struct run *run, const struct merged_link *links, size_t count) {
    struct run_link link = {.parent = links->parent,
                            .parameter = links->from->parameter,
                            .column = links->from->column,
                            .counts = count_together(links, count)};
    for (size_t i = 0; i < count; i++)
        link.across = link.across || links[i].from->site->ledger != links[i].from->parent->ledger;
    run_site_add_link(&run->pool, links->site, &link);
}

/* Whether the site's executions are all in episodes of the parent that its own ledgers have seen. */
static bool has_whole_edge(const struct run_site *site, const struct run_site *parent) {
    for (size_t i = 0; i < site->edge_count; i++) {
        const struct run_edge *edge = &site->edges[i];
        if (edge->parent == parent && !edge->is_across)
            return edge->episodes.children >= site->calls;
    }
    return false;
}

/*
 * The threads share out the parent's rows, so an episode is spread over them: their executions together, over
 * those of the parent. No more than that mean is known.
 */
static void make_edge_across(struct run *run, struct run_site *site, const struct run_link *link) {
    struct run_site *parent = link->parent;
    if (!parent->calls || site->calls < parent->calls)
        return;
    struct run_edge *edge = run_edge_between(run, site, parent);
    if (edge->is_across)
        return; /* another parameter's link has made it */
    edge->episodes = (struct episodes){0};
    edge->is_across = true;
    edge->parent_rows = parent->rows;
    episodes_spread(&edge->episodes, &run->pool, site->calls, parent->calls);
}

static void add_capture(struct run *run, const struct capture *capture, const struct captured_site *sites) {
    struct pool scratch = {0};
    struct merged_link *links = pool_allocate(&scratch, capture->link_count, sizeof(*links));
    for (size_t i = 0; i < capture->link_count; i++) {
        const struct capture_link *from = &capture->links[i];
        links[i] = (struct merged_link){
            .from = from,
            .site = sites[from->site - capture->sites].merged,
            .parent = sites[from->parent - capture->sites].merged,
        };
    }
    if (capture->link_count > 1)
        qsort(links, capture->link_count, sizeof(*links), by_meaning);
    for (size_t first = 0; first < capture->link_count;) {
        size_t end = first + 1;
        while (end < capture->link_count && mean_the_same(&links[first], &links[end]))
            end++;
        add_links(run, &links[first], end - first);
        first = end;
    }
    pool_free(&scratch);
}

void merge_links(struct run *run, const struct captured_site *sites, const size_t *first_of_capture) {
    for (size_t i = 0; i < run->capture_count; i++)
        add_capture(run, run->captures[i], sites + first_of_capture[i]);
    for (size_t i = 0; i < run->site_count; i++) {
        struct run_site *site = run->sites[i];
        for (size_t j = 0; j < site->link_count; j++) {
            const struct run_link *link = &site->links[j];
            if (link->across && link->parent != site && !has_whole_edge(site, link->parent))
                make_edge_across(run, site, link);
        }
    }
}
