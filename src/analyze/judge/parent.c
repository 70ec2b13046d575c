#include "parent.h"

#include "provenance.h"

/* Evidence for one candidate. */
struct evidence {
    bool proved; /* the values came from its rows */
    bool rows_match;
    double adjacency; /* share of episodes that began right after the parent */
    size_t depth;
};

/* Between this and its reciprocal, executions per row count as "about as many". */
#define ROWS_MATCH_FACTOR 2.0

/* A parent has a row for each execution of the child, or for a few of them. */
#define LEAST_ROWS 2.0
#define MOST_CALLS_PER_ROW 20.0

static bool may_be_looped_over(const struct run_edge *edge, const struct parent_flow *flow) {
    return edge->parent->statement->statement_class != SQL_PING && flow->parent.rows >= LEAST_ROWS &&
           flow->calls <= MOST_CALLS_PER_ROW * flow->parent.rows &&
           edge->waits * 2 <= edge->episodes.children;
}

struct row_flow row_flow_of(const struct run_site *site) {
    return (struct row_flow){
        .one_by_one = site->statement->driver == LOOPLINE_DRIVER_SQLITE,
        .rows = site->calls ? (double)site->rows / (double)site->calls : 0,
    };
}

static struct parent_flow flow_of(const struct run_site *site, const struct run_edge *edge) {
    struct parent_flow flow = {
        .parent = row_flow_of(edge->parent),
        .child = row_flow_of(site),
        .calls = episodes_mean(&edge->episodes),
    };
    flow.parent.rows = (double)edge->parent_rows / (double)edge->episodes.count;
    return flow;
}

static struct evidence weigh(const struct run_edge *edge, bool proved, const struct parent_flow *flow,
                             size_t depth) {
    const double rows = flow->parent.rows;
    return (struct evidence){
        .proved = proved,
        .rows_match = rows * ROWS_MATCH_FACTOR >= flow->calls && rows <= flow->calls * ROWS_MATCH_FACTOR,
        .adjacency = (double)edge->adjacent / (double)edge->episodes.count,
        .depth = depth,
    };
}

static bool is_better(const struct evidence *left, const struct evidence *right) {
    if (left->proved != right->proved)
        return left->proved;
    if (left->rows_match != right->rows_match)
        return left->rows_match;
    if (left->adjacency > right->adjacency || left->adjacency < right->adjacency)
        return left->adjacency > right->adjacency;
    return left->depth > right->depth;
}

struct parent_choice parent_choose(const struct run_site *site, uint64_t threshold) {
    struct parent_choice best = {0};
    struct evidence best_evidence = {0};
    for (size_t i = 0; i < site->edge_count; i++) {
        const struct run_edge *edge = &site->edges[i];
        if (!edge->episodes.count || episodes_mean(&edge->episodes) < (double)threshold)
            continue;
        const struct parent_flow flow = flow_of(site, edge);
        const bool proved = provenance_is_proved(site, edge);
        if (!proved && !may_be_looped_over(edge, &flow))
            continue;
        struct loop_line loop;
        if (!loop_line_after_parent(site->stack, edge->parent->stack, &flow, &loop) &&
            !(proved && loop_line_alone(site->stack, &flow.child, &loop)))
            continue;
        const struct evidence evidence = weigh(edge, proved, &flow, loop.depth);
        if (best.edge && !is_better(&evidence, &best_evidence))
            continue;
        best = (struct parent_choice){edge, loop};
        best_evidence = evidence;
    }
    return best;
}
