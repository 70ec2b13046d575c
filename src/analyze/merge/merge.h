/*
 * Inside of merged_capture_make: sites of all captures while they are brought together.
 */
#ifndef LOOPLINE_ANALYZE_MERGE_MERGE_H
#define LOOPLINE_ANALYZE_MERGE_MERGE_H

#include "merged_capture.h"

/* A site as captured, and the site of the run that it became part of. */
struct captured_site {
    const struct capture_site *site;
    size_t capture; /* number of its capture */
    struct merged_site *merged;
};

/*
 * Fills in the uninterrupted runs and the parent candidates of all sites of the run. `sites` are the captured
 * sites, those of a capture one after the other in the capture's order; `first_of_capture[n]` is the first
 * one of capture n.
 */
void merge_parent_candidates(struct merged_capture *merged, const struct captured_site *sites,
                             size_t site_count, const size_t *first_of_capture);

/* The parent candidate between two sites of a run, made where there is none. */
struct merged_parent_candidate *merged_parent_candidate_between(struct merged_capture *merged,
                                                                struct merged_site *site,
                                                                struct merged_site *parent);

/*
 * Fills in the value matches of all sites, after merge_parent_candidates; takes the same. Where values went
 * from the rows of one thread to the statements of others, a parent candidate is made of the value matches.
 */
void merge_value_matches(struct merged_capture *merged, const struct captured_site *sites,
                         const size_t *first_of_capture);

/* Fills in the sequences, and which sites are not wholly in them; takes the same. */
void merge_sequences(struct merged_capture *merged, const struct captured_site *sites,
                     const size_t *first_of_capture);

#endif
