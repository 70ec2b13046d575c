#include "nesting.h"

#include <stdlib.h>
#include <string.h>

/* Loops nested deeper are taken for one: no source has them, and finding each costs a pass over the graph. */
enum { MAXIMUM_DEPTH = 64 };

/* The neighbours of node n are nodes[start[n]] up to nodes[start[n + 1]]. */
struct adjacency {
    size_t *start;
    size_t *nodes;
};

/* A run of `order`: the nodes of one loop. */
struct span {
    size_t first;
    size_t count;
};

struct search {
    const struct nesting_graph *graph;
    struct nesting *nesting;
    struct adjacency successors;
    struct adjacency predecessors;
    bool *reachable;
    size_t *order;     /* all nodes, so arranged that every loop's nodes are neighbours */
    size_t *arranged;  /* the next arrangement of the span at hand */
    size_t *number;    /* Tarjan: order of the first visit, from 1; 0: not yet */
    size_t *lowest;    /* Tarjan: lowest number seen from here */
    size_t *next_edge; /* Tarjan: where to go on in a node's successors */
    size_t *path;      /* Tarjan: the walk from its root to the node at hand */
    size_t *pending;   /* Tarjan: nodes visited whose component is still open */
    bool *is_pending;
    struct span *spans; /* per loop */
    size_t loop_capacity;
};

static bool adjacency_build(struct adjacency *adjacency, const struct nesting_graph *graph, bool reversed) {
    adjacency->start = calloc(graph->node_count + 1, sizeof *adjacency->start);
    adjacency->nodes = malloc((graph->edge_count + 1) * sizeof *adjacency->nodes);
    size_t *filled = calloc(graph->node_count, sizeof *filled);
    if (!adjacency->start || !adjacency->nodes || !filled) {
        free(filled);
        return false;
    }
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct nesting_edge *edge = &graph->edges[i];
        adjacency->start[(reversed ? edge->to : edge->from) + 1]++;
    }
    for (size_t node = 0; node < graph->node_count; node++)
        adjacency->start[node + 1] += adjacency->start[node];
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct nesting_edge *edge = &graph->edges[i];
        const size_t node = reversed ? edge->to : edge->from;
        adjacency->nodes[adjacency->start[node] + filled[node]++] = reversed ? edge->from : edge->to;
    }
    free(filled);
    return true;
}

static bool search_begin(struct search *search) {
    const size_t nodes = search->graph->node_count;
    search->nesting->innermost = malloc(nodes * sizeof *search->nesting->innermost);
    search->reachable = calloc(nodes, sizeof *search->reachable);
    search->order = malloc(nodes * sizeof *search->order);
    search->arranged = malloc(nodes * sizeof *search->arranged);
    search->number = malloc(nodes * sizeof *search->number);
    search->lowest = malloc(nodes * sizeof *search->lowest);
    search->next_edge = malloc(nodes * sizeof *search->next_edge);
    search->path = malloc(nodes * sizeof *search->path);
    search->pending = malloc(nodes * sizeof *search->pending);
    search->is_pending = calloc(nodes, sizeof *search->is_pending);
    if (!search->nesting->innermost || !search->reachable || !search->order || !search->arranged ||
        !search->number || !search->lowest || !search->next_edge || !search->path || !search->pending ||
        !search->is_pending)
        return false;
    for (size_t node = 0; node < nodes; node++) {
        search->order[node] = node;
        search->nesting->innermost[node] = NESTING_NONE;
    }
    return adjacency_build(&search->successors, search->graph, false) &&
           adjacency_build(&search->predecessors, search->graph, true);
}

static void search_end(struct search *search) {
    free(search->successors.start);
    free(search->successors.nodes);
    free(search->predecessors.start);
    free(search->predecessors.nodes);
    free(search->reachable);
    free(search->order);
    free(search->arranged);
    free(search->number);
    free(search->lowest);
    free(search->next_edge);
    free(search->path);
    free(search->pending);
    free(search->is_pending);
    free(search->spans);
}

static void mark_reachable_from(struct search *search, size_t root) {
    size_t open = 0;
    if (search->reachable[root])
        return;
    search->reachable[root] = true;
    search->pending[open++] = root;
    while (open > 0) {
        const size_t node = search->pending[--open];
        for (size_t i = search->successors.start[node]; i < search->successors.start[node + 1]; i++) {
            const size_t successor = search->successors.nodes[i];
            if (search->reachable[successor])
                continue;
            search->reachable[successor] = true;
            search->pending[open++] = successor;
        }
    }
}

/*
 * Edges from code that nothing reaches do not count as entries: padding falls through into whatever block
 * the compiler aligned.
 */
static bool is_entered_from_outside(const struct search *search, size_t node, size_t loop) {
    if (node == search->graph->entry)
        return true;
    for (size_t i = search->predecessors.start[node]; i < search->predecessors.start[node + 1]; i++) {
        const size_t predecessor = search->predecessors.nodes[i];
        if (search->reachable[predecessor] && search->nesting->innermost[predecessor] != loop)
            return true;
    }
    return false;
}

static size_t find_header(const struct search *search, struct span span, size_t loop) {
    size_t header = NESTING_NONE;
    size_t lowest = NESTING_NONE;
    for (size_t i = span.first; i < span.first + span.count; i++) {
        const size_t node = search->order[i];
        if (node < lowest)
            lowest = node;
        if (node < header && is_entered_from_outside(search, node, loop))
            header = node;
    }
    return header == NESTING_NONE ? lowest : header;
}

static bool add_loop(struct search *search, struct span span, size_t parent) {
    struct nesting *nesting = search->nesting;
    if (nesting->loop_count == search->loop_capacity) {
        const size_t capacity = search->loop_capacity ? search->loop_capacity * 2 : 8;
        struct nesting_loop *loops = realloc(nesting->loops, capacity * sizeof *loops);
        if (!loops)
            return false;
        nesting->loops = loops;
        struct span *spans = realloc(search->spans, capacity * sizeof *spans);
        if (!spans)
            return false;
        search->spans = spans;
        search->loop_capacity = capacity;
    }
    const size_t loop = nesting->loop_count++;
    search->spans[loop] = span;
    for (size_t i = span.first; i < span.first + span.count; i++)
        nesting->innermost[search->order[i]] = loop;
    nesting->loops[loop].parent = parent;
    nesting->loops[loop].depth = parent == NESTING_NONE ? 0 : nesting->loops[parent].depth + 1;
    nesting->loops[loop].header = find_header(search, span, loop);
    return true;
}

/* Inside a loop, edges stay that join two of its nodes and do not lead to its header. */
static bool edge_counts(const struct search *search, size_t loop, size_t to) {
    if (search->nesting->innermost[to] != loop)
        return false;
    return loop == NESTING_NONE || to != search->nesting->loops[loop].header;
}

static bool has_edge_to_itself(const struct search *search, size_t loop, size_t node) {
    for (size_t i = search->successors.start[node]; i < search->successors.start[node + 1]; i++)
        if (search->successors.nodes[i] == node && edge_counts(search, loop, node))
            return true;
    return false;
}

/* What the walks through one span share. */
struct walk {
    size_t loop;        /* whose span it is */
    size_t last_number; /* numbers given so far */
    size_t open;        /* nodes in `pending` */
    size_t arranged;    /* nodes placed in `arranged` */
    size_t *components; /* sizes of the components, in the order of `arranged` */
    size_t component_count;
};

static void visit(struct search *search, struct walk *walk, size_t node) {
    search->number[node] = search->lowest[node] = ++walk->last_number;
    search->next_edge[node] = search->successors.start[node];
    search->pending[walk->open++] = node;
    search->is_pending[node] = true;
}

static void close_component(struct search *search, struct walk *walk, size_t root) {
    size_t count = 0;
    size_t node = NESTING_NONE;
    do {
        node = search->pending[--walk->open];
        search->is_pending[node] = false;
        search->arranged[walk->arranged++] = node;
        count++;
    } while (node != root);
    walk->components[walk->component_count++] = count;
}

/* Tarjan's algorithm from one root, with a stack of its own in place of recursion. */
static void walk_from(struct search *search, struct walk *walk, size_t root) {
    size_t depth = 0;
    search->path[depth++] = root;
    visit(search, walk, root);
    while (depth > 0) {
        const size_t node = search->path[depth - 1];
        if (search->next_edge[node] < search->successors.start[node + 1]) {
            const size_t successor = search->successors.nodes[search->next_edge[node]++];
            if (!edge_counts(search, walk->loop, successor))
                continue;
            if (!search->number[successor]) {
                search->path[depth++] = successor;
                visit(search, walk, successor);
            } else if (search->is_pending[successor] && search->number[successor] < search->lowest[node]) {
                search->lowest[node] = search->number[successor];
            }
            continue;
        }
        depth--;
        if (depth > 0 && search->lowest[node] < search->lowest[search->path[depth - 1]])
            search->lowest[search->path[depth - 1]] = search->lowest[node];
        if (search->lowest[node] == search->number[node])
            close_component(search, walk, node);
    }
}

/* Finds the loops directly inside `loop`, whose nodes are `span`. */
static bool split(struct search *search, size_t loop, struct span span) {
    struct walk walk = {.loop = loop};
    walk.components = malloc(span.count * sizeof *walk.components);
    if (!walk.components)
        return false;
    for (size_t i = span.first; i < span.first + span.count; i++)
        search->number[search->order[i]] = 0;
    for (size_t i = span.first; i < span.first + span.count; i++)
        if (!search->number[search->order[i]])
            walk_from(search, &walk, search->order[i]);
    memcpy(search->order + span.first, search->arranged, span.count * sizeof *search->order);

    bool done = true;
    struct span component = {.first = span.first};
    for (size_t i = 0; done && i < walk.component_count; i++) {
        component.count = walk.components[i];
        if (component.count > 1 || has_edge_to_itself(search, loop, search->order[component.first]))
            done = add_loop(search, component, loop);
        component.first += component.count;
    }
    free(walk.components);
    return done;
}

bool nesting_find(const struct nesting_graph *graph, struct nesting *nesting) {
    *nesting = (struct nesting){0};
    struct search search = {.graph = graph, .nesting = nesting};
    bool done = search_begin(&search);
    if (done) {
        mark_reachable_from(&search, graph->entry);
        for (size_t i = 0; i < graph->root_count; i++)
            mark_reachable_from(&search, graph->roots[i]);
        done = split(&search, NESTING_NONE, (struct span){0, graph->node_count});
    }
    /* split appends to the list that is gone through here */
    for (size_t loop = 0; done && loop < nesting->loop_count; loop++)
        if (nesting->loops[loop].depth < MAXIMUM_DEPTH)
            done = split(&search, loop, search.spans[loop]);
    search_end(&search);
    if (!done)
        nesting_free(nesting);
    return done;
}

void nesting_free(struct nesting *nesting) {
    free(nesting->loops);
    free(nesting->innermost);
    *nesting = (struct nesting){0};
}
