#include "analyze/parent.h"

/* Evidence for one candidate. */
struct evidence {
    bool rows_match;
    double adjacency; /* share of episodes that began right after the parent */
    size_t depth;
};

/* Between this and its reciprocal, executions per row count as "about as many". */
#define ROWS_MATCH_FACTOR 2.0

/* A parent has a row for each execution of the child, or for a few of them. */
#define LEAST_ROWS 2.0
#define MOST_CALLS_PER_ROW 10.0

static bool may_be_looped_over(const struct run_edge *edge, const struct parent_rows *rows) {
    return edge->parent->statement->statement_class != SQL_PING && rows->rows_per_episode >= LEAST_ROWS &&
           rows->calls_per_episode <= MOST_CALLS_PER_ROW * rows->rows_per_episode;
}

static struct parent_rows describe_rows(const struct run_edge *edge) {
    const double episodes = (double)edge->episodes.count;
    return (struct parent_rows){
        .fetched_one_by_one = edge->parent->statement->driver == LOOPLINE_DRIVER_SQLITE,
        .rows_per_episode = (double)edge->parent_rows / episodes,
        .calls_per_episode = episodes_mean(&edge->episodes),
    };
}

static struct evidence weigh(const struct run_edge *edge, const struct parent_rows *rows, size_t depth) {
    const double n = rows->calls_per_episode;
    return (struct evidence){
        .rows_match = rows->rows_per_episode * ROWS_MATCH_FACTOR >= n &&
                      rows->rows_per_episode <= n * ROWS_MATCH_FACTOR,
        .adjacency = (double)edge->adjacent / (double)edge->episodes.count,
        .depth = depth,
    };
}

static bool is_better(const struct evidence *left, const struct evidence *right) {
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
        const struct parent_rows rows = describe_rows(edge);
        if (!may_be_looped_over(edge, &rows))
            continue;
        struct loop_line loop;
        if (!loop_line_after_parent(site->stack, edge->parent->stack, &rows, &loop))
            continue;
        const struct evidence evidence = weigh(edge, &rows, loop.depth);
        if (best.edge && !is_better(&evidence, &best_evidence))
            continue;
        best = (struct parent_choice){edge, loop};
        best_evidence = evidence;
    }
    return best;
}
