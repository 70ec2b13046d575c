/*
 * All captures of a run as one: what has the same content is one thing, and counts are added up.
 *
 * Sites are merged where the statement is the same and the stacks are one to the application's author, across
 * ledgers, processes and several return addresses of one line. One thread uses a run at a time.
 */
#ifndef LOOPLINE_ANALYZE_RUN_H
#define LOOPLINE_ANALYZE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/stacks/source_stack.h"
#include "capture/reader/reader.h"
#include "episodes.h"

struct run_library {
    const char *path;
    enum loopline_driver driver;
    const char *version; /* "" where unknown */
};

struct run_statement {
    enum loopline_driver driver;
    uint64_t fingerprint;
    enum sql_class statement_class;
    uint32_t flags; /* enum loopline_statement_flags */
    const char *text;
};

struct run_site;

/* Episodes between a site and one that ran before it. */
struct run_edge {
    struct run_site *parent;
    struct episodes episodes;
    uint64_t adjacent;    /* episodes at whose start the parent was the very statement before */
    uint64_t parent_rows; /* what the parent returned over all episodes */
    uint64_t waits;       /* executions of the site within episodes that followed a wait for something else */
    bool is_across;       /* made of links alone: parent and child ran in different threads */
};

/* Where values of a parameter were found: see struct loopline_link. */
struct run_link {
    struct run_site *parent;
    uint32_t parameter; /* from 1 */
    const char *column; /* "" where it has no name */
    struct loopline_link_counts counts;
    bool across; /* the values went from the rows of one thread to the statements of another */
};

/* From a site's first execution to its last, in one ledger: positions among the ledger's statements. */
struct run_span {
    size_t capture;
    uint32_t ledger;
    uint64_t first;
    uint64_t last;
};

struct run_site {
    size_t number; /* in struct run's sites */
    struct run_statement *statement;
    struct source_stack *stack; /* the first one met; libraries may have gone other ways too */
    uint64_t calls;
    uint64_t failed;
    uint64_t rows;
    uint64_t changed_rows;
    uint64_t pipelined;
    uint64_t in_transaction;
    uint64_t without_parameters;
    uint64_t distinct_parameters; /* added up: the same values in two threads count twice */
    double seconds;               /* NAN: a capture's clock does not tell */
    struct episodes run;          /* uninterrupted runs */
    uint64_t waits; /* executions before which the thread had waited for a client or for something else */
    struct run_span *spans; /* by ledger */
    size_t span_count;
    size_t span_capacity;
    struct run_edge *edges; /* by parent, each once */
    size_t edge_count;
    size_t edge_capacity;
    struct run_link *links; /* by parent, parameter and column, each once */
    size_t link_count;
    size_t link_capacity;
};

struct run {
    struct pool pool; /* owns everything below but captures, symbols and stacks' own pool */
    struct capture **captures;
    size_t capture_count;
    struct symbols *symbols;
    struct application_rule rule;
    struct source_stacks stacks;
    struct run_codes codes;
    struct run_module **modules;
    size_t module_count;
    struct run_library *libraries;
    size_t library_count;
    struct run_statement **statements;
    size_t statement_count;
    struct run_site **sites; /* in the order in which they were first met */
    size_t site_count;

    uint64_t calls;   /* statements counted at sites */
    uint64_t dropped; /* statements that ran but are counted at no site */
    uint64_t threads;
    double seconds; /* in the database; NAN: a capture's clock does not tell */
};

/*
 * Merges captures. Takes the captures over, also the array's content, not the array; `rule` is copied, its
 * prefixes must outlive the run. Symbols are looked up here. Returns NULL only out of memory.
 */
struct run *run_merge(struct capture *const *captures, size_t capture_count,
                      const struct application_rule *rule);
/* Adds a link to a site: to the counts of the one with the same parent, parameter and column, where there is
 * one. */
void run_site_add_link(struct pool *pool, struct run_site *site, const struct run_link *link);

void run_free(struct run *run); /* NULL is fine */

#endif
