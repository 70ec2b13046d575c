/*
 * The merged capture: all captures of a run as one. Items with the same content become one, and their counts
 * are added up.
 *
 * Sites are merged, across thread records, processes and the return addresses of a line, if their statements
 * are the same and the application's author would call their stacks the same. One thread uses a merged
 * capture at a time.
 */
#ifndef LOOPLINE_ANALYZE_MERGE_MERGED_CAPTURE_H
#define LOOPLINE_ANALYZE_MERGE_MERGED_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/stacks/source_stack.h"
#include "capture/reader/reader.h"
#include "episodes.h"

struct merged_library {
    const char *path;
    enum loopline_driver driver;
    const char *version; /* "": unknown */
};

struct merged_statement {
    enum loopline_driver driver;
    uint64_t fingerprint;
    enum sql_class statement_class;
    uint32_t flags; /* enum loopline_statement_flags */
    const char *text;
};

struct merged_site;

/* The episodes between a site and one that ran before it. */
struct merged_parent_candidate {
    struct merged_site *parent;
    struct episodes episodes;
    uint64_t adjacent;    /* episodes whose first child directly followed the parent */
    uint64_t parent_rows; /* rows that the parent returned over all episodes */
    uint64_t waits;       /* executions of the site within episodes that followed an other wait */
    bool is_across;       /* made from value matches only: parent and child ran in different threads */
};

/* How often a site ran with tags in its statements' comments. */
struct merged_tags {
    const struct capture_tags *tags; /* compared by content */
    uint64_t calls;
    bool has_span;
    struct loopline_span span; /* an example */
};

/* See struct loopline_value_match. */
struct merged_value_match {
    struct merged_site *parent;
    uint32_t parameter; /* from 1 */
    const char *column; /* "": it has no name */
    struct loopline_value_match_counts counts;
    bool across; /* the values went from the rows of one thread to the statements of another */
};

/* A site's first and last execution in one thread record: positions among the thread record's statements. */
struct merged_span {
    size_t capture;
    uint32_t thread_record;
    uint64_t first;
    uint64_t last;
};

/* One way to a site: of the stacks that became one, one that differs from the others in libraries. */
struct merged_path {
    struct merged_site *site;
    const struct source_stack *stack;
};

/*
 * The order in which the sites ran in one thread record: words of struct loopline_sequence, with the numbers
 * of paths plus one instead of ids.
 */
struct merged_sequence {
    const uint32_t *words;
    size_t count;
    size_t capture; /* number of its capture */
};

struct merged_site {
    size_t number; /* in struct merged_capture's sites */
    struct merged_statement *statement;
    struct source_stack *stack; /* the first one seen; there may be others that differ in libraries */
    uint64_t calls;
    uint64_t failed;
    uint64_t rows;
    uint64_t changed_rows;
    uint64_t pipelined;
    uint64_t in_transaction;
    uint64_t without_parameters;
    uint64_t distinct_parameters; /* over all threads and stacks */
    struct parameter_sets parameters;
    uint64_t uncounted_parameters; /* those whose sets were lost; included in `distinct_parameters` */
    uint32_t longest_list;         /* see struct loopline_site */
    uint64_t same_answers; /* of a sample of executions with parameters seen before: the same answer again */
    uint64_t changed_answers;      /* and a different answer */
    double seconds;                /* NAN: a capture's clock does not tell */
    bool sequence_lost;            /* the sequences lack some of its executions */
    struct episodes uninterrupted; /* uninterrupted runs */
    uint64_t waits;                /* executions that followed a client wait or an other wait */
    struct merged_span *spans;     /* by thread record */
    size_t span_count;
    size_t span_capacity;
    struct merged_parent_candidate *parent_candidates; /* one for each parent */
    size_t parent_candidate_count;
    size_t parent_candidate_capacity;
    struct merged_value_match *value_matches; /* one for each parent, parameter and column */
    size_t value_match_count;
    size_t value_match_capacity;
    struct merged_tags *tags;
    size_t tags_count;
    size_t tags_capacity;
};

/* A stack at which a thread waited, between two statements. */
struct merged_wait {
    const struct source_stack *stack;
    bool unasked; /* for what may have come unasked, as a message does */
};

struct merged_capture {
    struct pool pool; /* owns everything below except captures, symbols and the stacks' own pool */
    struct capture **captures;
    size_t capture_count;
    struct symbols *symbols;
    struct application_rule rule;
    struct source_stacks stacks;
    struct merged_codes codes;
    struct merged_module **modules;
    size_t module_count;
    struct merged_library *libraries;
    size_t library_count;
    struct merged_statement **statements;
    size_t statement_count;
    struct merged_site **sites; /* in the order in which they were first seen */
    size_t site_count;
    struct merged_path *paths;
    size_t path_count;

    struct merged_wait *waits; /* of all threads, each once a capture */
    size_t wait_count;
    size_t wait_capacity;

    struct merged_sequence *sequences; /* by capture and thread record */
    size_t sequence_count;

    uint64_t calls;   /* executions counted at sites */
    uint64_t dropped; /* executions counted at no site */
    uint64_t threads;
    double seconds; /* in the database; NAN: a capture's clock does not tell */
};

/*
 * Merges captures. Takes over the captures and `symbols`, in which addresses are looked up; the array stays
 * the caller's. Copies `rule`; its prefixes must outlive the result. Never NULL.
 */
struct merged_capture *merged_capture_make(struct capture *const *captures, size_t capture_count,
                                           const struct application_rule *rule, struct symbols *symbols);

/* Adds sets of parameters to a site. `uncounted`: the number of further parameters whose set is lost. */
void merged_site_add_parameters(struct pool *pool, struct merged_site *site,
                                const struct parameter_sets *sets, uint64_t uncounted);

/* Adds a value match to a site, or to the counts of the one with the same parent, parameter and column. */
void merged_site_add_value_match(struct pool *pool, struct merged_site *site,
                                 const struct merged_value_match *value_match);

void merged_capture_free(struct merged_capture *merged); /* may be NULL */

#endif
