/*
 * Inside of run_merge: sites of all captures while they are brought together.
 */
#ifndef LOOPLINE_ANALYZE_MERGE_H
#define LOOPLINE_ANALYZE_MERGE_H

#include "analyze/run.h"

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

#endif
