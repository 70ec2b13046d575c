/* Finds the loops of a directed graph and how they nest. Knows nothing about instructions. */
#ifndef LOOPLINE_ANALYZE_LOOPS_NESTING_H
#define LOOPLINE_ANALYZE_LOOPS_NESTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NESTING_NONE SIZE_MAX

struct nesting_edge {
    size_t from;
    size_t to;
};

struct nesting_graph {
    size_t node_count; /* at least 1; nodes are 0 to node_count - 1 */
    const struct nesting_edge *edges;
    size_t edge_count;
    size_t entry; /* where control enters the graph */
    /* Further nodes through which control enters the graph; NULL and 0: none. */
    const size_t *roots;
    size_t root_count;
};

struct nesting_loop {
    size_t parent; /* NESTING_NONE: it is outermost */
    size_t depth;  /* 0: outermost */
    size_t header; /* the node through which the loop is entered; the lowest of several */
};

/* A loop's parent precedes it. Free with nesting_free. */
struct nesting {
    struct nesting_loop *loops;
    size_t loop_count;
    size_t *innermost; /* per node: its innermost loop, or NESTING_NONE */
};

/*
 * Finds the strongly connected components that contain a cycle; then, without the edges into each one's
 * header, those inside it, and so on. Returns false if memory runs out; `nesting` then need not be freed.
 */
bool nesting_find(const struct nesting_graph *graph, struct nesting *nesting);
void nesting_free(struct nesting *nesting);

#endif
