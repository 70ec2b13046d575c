/* Internal to merged_capture_make: merges the sites of all captures. */
#ifndef LOOPLINE_ANALYZE_MERGE_MERGE_H
#define LOOPLINE_ANALYZE_MERGE_MERGE_H

#include "merged_capture.h"

/* A captured site, and the site of the merged capture that it became part of. */
struct captured_site {
    const struct capture_site *site;
    size_t capture; /* number of its capture */
    struct merged_site *merged;
    size_t path; /* in struct merged_capture's paths */
};

/*
 * Fills in the uninterrupted runs and parent candidates of all merged sites. `sites` are the captured sites,
 * capture by capture, in each capture's order; `first_of_capture[n]` is the index of the first one of capture
 * n.
 */
void merge_parent_candidates(struct merged_capture *merged, const struct captured_site *sites,
                             size_t site_count, const size_t *first_of_capture);

/* Returns the parent candidate between two merged sites, and makes a new one if there is none. */
struct merged_parent_candidate *merged_parent_candidate_between(struct merged_capture *merged,
                                                                struct merged_site *site,
                                                                struct merged_site *parent);

/*
 * Fills in the value matches of all sites. Call it after merge_parent_candidates, with the same arguments. If
 * values went from the rows of one thread to the statements of others, it makes a parent candidate from the
 * value matches.
 */
void merge_value_matches(struct merged_capture *merged, const struct captured_site *sites,
                         const size_t *first_of_capture);

/* Fills in the sequences, and marks the sites that are not completely in them. Same arguments. */
void merge_sequences(struct merged_capture *merged, const struct captured_site *sites,
                     const size_t *first_of_capture);

#endif
