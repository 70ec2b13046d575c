/*
 * Inside of run_merge: sites of all captures while they are brought together.
 */
#ifndef LOOPLINE_ANALYZE_MERGE_H
#define LOOPLINE_ANALYZE_MERGE_H

#include "merged_capture.h"

/* A site as captured, and the site of the run that it became part of. */
struct captured_site {
    const struct capture_site *site;
    size_t capture; /* number of its capture */
    struct run_site *merged;
};

/*
 * Fills in the uninterrupted runs and the edges of all sites of the run. `sites` are the captured sites,
 * those of a capture one after the other in the capture's order; `first_of_capture[n]` is the first one of
 * capture n.
 */
void merge_edges(struct run *run, const struct captured_site *sites, size_t site_count,
                 const size_t *first_of_capture);

/* The edge between two sites of a run, made where there is none. */
struct run_edge *run_edge_between(struct run *run, struct run_site *site, struct run_site *parent);

/*
 * Fills in the links of all sites, after merge_edges; takes the same. Where values went from the rows of one
 * thread to the statements of others, an edge is made of the links.
 */
void merge_links(struct run *run, const struct captured_site *sites, const size_t *first_of_capture);

#endif
