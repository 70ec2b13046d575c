/* Internal to merged_capture_make: merges all captures, part by part. */
#ifndef LOOPLINE_ANALYZE_MERGE_MERGE_H
#define LOOPLINE_ANALYZE_MERGE_MERGE_H

#include "found_work.h"
#include "merged_capture.h"

/* A captured site, and the site of the merged capture that it became part of. */
struct captured_site {
    const struct capture_site *site;
    size_t capture; /* number of its capture */
    struct merged_site *merged;
    size_t path; /* in struct merged_capture's paths */
};

/* What is needed while captures are merged. */
struct merge {
    struct merged_capture *merged;
    struct index modules;
    size_t module_capacity;
    struct index libraries;
    size_t library_capacity;
    struct index statements;
    size_t statement_capacity;
    struct index sites;
    size_t site_capacity;
    struct index paths;
    size_t path_capacity;
    struct captured_site *captured;
    size_t captured_count;
    size_t captured_capacity;
    size_t *first_of_capture;
};

/* What the parts of one capture became, by their place in the capture. */
struct counterparts {
    struct merged_module **modules;
    struct merged_code **codes;
    struct merged_statement **statements;
    struct source_stack **stacks;
    const struct source_stack **waits; /* at which threads took work */
    size_t wait_count;
    struct found_work found;
};

/* Before any stack is made: what the outermost code of the program does shows on all of them together. */
void merge_find_launchers(struct merged_capture *merged);

/* What these parts of a capture become: what there is already, or new ones. (parts.c) */
struct merged_module *merge_module(struct merge *merge, const struct capture *capture,
                                   const struct capture_module *module);
void merge_library(struct merge *merge, const struct capture_library *library);
struct merged_statement *merge_statement(struct merge *merge, const struct capture_statement *statement);

/* Fills in what the stacks of a capture became; its modules, codes and found work are known. (stacks.c) */
void merge_stacks(struct merge *merge, const struct capture *capture, struct counterparts *parts);

/* Adds the sites of a capture, all of whose other parts are known. (sites.c) */
void merge_sites(struct merge *merge, const struct capture *capture, size_t capture_number,
                 const struct counterparts *parts);

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
