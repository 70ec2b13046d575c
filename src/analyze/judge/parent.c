#include "parent.h"

#include "analyze/rounds/loop_after_parent.h"
#include "analyze/rounds/site_levels.h"
#include "provenance.h"

/* Evidence for one candidate. */
struct evidence {
    bool proved;   /* the values came from its rows */
    bool one_each; /* as many rows as the site has executions */
    bool named;    /* proved, and the names of the columns say the same */
    bool rows_match;
    double adjacency; /* share of episodes that began right after the parent */
    size_t depth;
};

/* Between this and its reciprocal, executions per row count as "about as many". */
#define ROWS_MATCH_FACTOR 2.0

/* And as "as many": a row or two of some lists are passed over, or looked up again. */
#define ONE_EACH_FACTOR 1.1

/* A parent has a row for each execution of the child, or for a few of them. */
#define LEAST_ROWS 2.0
#define MOST_CALLS_PER_ROW 20.0

static bool may_be_looped_over(const struct merged_parent_candidate *parent_candidate,
                               const struct parent_flow *flow) {
    return parent_candidate->parent->statement->statement_class != SQL_PING &&
           flow->parent.rows >= LEAST_ROWS && flow->calls <= MOST_CALLS_PER_ROW * flow->parent.rows &&
           parent_candidate->waits * 2 <= parent_candidate->episodes.children;
}

static struct parent_flow flow_of(const struct merged_site *site,
                                  const struct merged_parent_candidate *parent_candidate) {
    struct parent_flow flow = {
        .parent = row_flow_of(parent_candidate->parent),
        .child = row_flow_of(site),
        .calls = episodes_mean(&parent_candidate->episodes),
    };
    flow.parent.rows = (double)parent_candidate->parent_rows / (double)parent_candidate->episodes.count;
    return flow;
}

static bool is_within(const struct parent_flow *flow, double factor) {
    return flow->parent.rows * factor >= flow->calls && flow->parent.rows <= flow->calls * factor;
}

static struct evidence weigh(const struct merged_site *site,
                             const struct merged_parent_candidate *parent_candidate, bool proved,
                             const struct parent_flow *flow, size_t depth) {
    return (struct evidence){
        .proved = proved,
        .one_each = is_within(flow, ONE_EACH_FACTOR),
        .named = proved && provenance_is_named(site, parent_candidate),
        .rows_match = is_within(flow, ROWS_MATCH_FACTOR),
        .adjacency = (double)parent_candidate->adjacent / (double)parent_candidate->episodes.count,
        .depth = depth,
    };
}

static bool is_better(const struct evidence *left, const struct evidence *right) {
    if (left->proved != right->proved)
        return left->proved;
    if (left->named != right->named)
        return left->named;
    if (left->one_each != right->one_each)
        return left->one_each;
    if (left->rows_match != right->rows_match)
        return left->rows_match;
    if (left->adjacency > right->adjacency || left->adjacency < right->adjacency)
        return left->adjacency > right->adjacency;
    return left->depth > right->depth;
}

struct parent_choice parent_choose(const struct merged_site *site, uint64_t threshold) {
    struct parent_choice best = {0};
    struct evidence best_evidence = {0};
    for (size_t i = 0; i < site->parent_candidate_count; i++) {
        const struct merged_parent_candidate *parent_candidate = &site->parent_candidates[i];
        if (parent_candidate->episodes.maximum < threshold)
            continue;
        const struct parent_flow flow = flow_of(site, parent_candidate);
        const bool proved = provenance_is_proved(site, parent_candidate);
        if (!proved && !may_be_looped_over(parent_candidate, &flow))
            continue;
        struct loop_line loop;
        if (!loop_line_after_parent(site->stack, parent_candidate->parent->stack, &flow, &loop) &&
            !(proved && (loop_line_alone(site->stack, &flow.child, &loop) ||
                         loop_line_unread(site->stack, &loop) || loop_line_unseen(site->stack, &loop))))
            continue;
        const struct evidence evidence = weigh(site, parent_candidate, proved, &flow, loop.depth);
        if (best.parent_candidate && !is_better(&evidence, &best_evidence))
            continue;
        best = (struct parent_choice){.parent_candidate = parent_candidate,
                                      .rows_match = evidence.rows_match,
                                      .proved = proved,
                                      .loop = loop};
        best_evidence = evidence;
    }
    return best;
}
