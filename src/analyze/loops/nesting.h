/*
 * Which nodes of a directed graph form loops, and how the loops nest. Knows nothing of instructions.
 */
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
    size_t node_count; /* node 0.. node_count - 1; at least 1 */
    const struct nesting_edge *edges;
    size_t edge_count;
    size_t entry; /* where control enters the graph */
    /* Further nodes that control can enter without an edge; NULL and 0 for none. */
    const size_t *roots;
    size_t root_count;
};

struct nesting_loop {
    size_t parent; /* NESTING_NONE: an outermost loop */
    size_t depth;  /* 0: outermost */
    size_t header; /* the node through which the loop is entered; the lowest where there are several */
};

/* Freed by nesting_free. A loop's parent stands before it. */
struct nesting {
    struct nesting_loop *loops;
    size_t loop_count;
    size_t *innermost; /* per node: its innermost loop, or NESTING_NONE */
};

/*
 * Finds the strongly connected components that hold a cycle, then, with the edges into each one's header
 * taken away, those inside it, and so on. Returns false out of memory; `nesting` then needs no freeing.
 */
bool nesting_find(const struct nesting_graph *graph, struct nesting *nesting);
void nesting_free(struct nesting *nesting);

#endif
