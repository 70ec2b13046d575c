#include <string.h>

#include "analyze/merge.h"

struct merged_link {
    const struct capture_link *from;
    struct run_site *site;
    struct run_site *parent;
};

static struct run_link *get_link(struct run *run, const struct merged_link *link) {
    struct run_site *site = link->site;
    for (size_t i = 0; i < site->link_count; i++) {
        struct run_link *known = &site->links[i];
        if (known->parent == link->parent && known->parameter == link->from->parameter &&
            strcmp(known->column, link->from->column) == 0)
            return known;
    }
    site->links =
        pool_grow(&run->pool, site->links, site->link_count, &site->link_capacity, sizeof(*site->links));
    struct run_link *added = &site->links[site->link_count++];
    *added = (struct run_link){
        .parent = link->parent, .parameter = link->from->parameter, .column = link->from->column};
    return added;
}

static void add_counts(struct loopline_link_counts *to, const struct loopline_link_counts *from) {
    to->checked += from->checked;
    to->matched += from->matched;
    to->in_order += from->in_order;
    to->wide += from->wide;
}

static bool has_edge(const struct run_site *site, const struct run_site *parent) {
    for (size_t i = 0; i < site->edge_count; i++) {
        if (site->edges[i].parent == parent && !site->edges[i].is_across)
            return true;
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
    if (edge->episodes.count)
        return; /* another parameter's link has made it */
    const uint64_t mean = site->calls / parent->calls;
    const uint64_t rest = site->calls % parent->calls;
    edge->is_across = true;
    edge->parent_rows = parent->rows;
    episodes_add(&edge->episodes, &run->pool, mean, parent->calls - rest);
    episodes_add(&edge->episodes, &run->pool, mean + 1, rest);
}

static void add_capture(struct run *run, const struct capture *capture, const struct captured_site *sites) {
    for (size_t i = 0; i < capture->link_count; i++) {
        const struct capture_link *from = &capture->links[i];
        const struct merged_link link = {
            .from = from,
            .site = sites[from->site - capture->sites].merged,
            .parent = sites[from->parent - capture->sites].merged,
        };
        add_counts(&get_link(run, &link)->counts, &from->counts);
    }
}

void merge_links(struct run *run, const struct captured_site *sites, const size_t *first_of_capture) {
    for (size_t i = 0; i < run->capture_count; i++)
        add_capture(run, run->captures[i], sites + first_of_capture[i]);
    for (size_t i = 0; i < run->site_count; i++) {
        struct run_site *site = run->sites[i];
        for (size_t j = 0; j < site->link_count; j++) {
            const struct run_link *link = &site->links[j];
            if (link->parent != site && !has_edge(site, link->parent))
                make_edge_across(run, site, link);
        }
    }
}
