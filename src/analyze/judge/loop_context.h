/*
 * What else runs in a loop: the loop context that a repeated statement keeps tells what the loop is for.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_LOOP_CONTEXT_H
#define LOOPLINE_ANALYZE_JUDGE_LOOP_CONTEXT_H

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"
#include "rounds.h"

/* Executions of what stands in the loop, at any depth, the statement in question included. */
struct loop_context {
    uint64_t statements;
    uint64_t failed;
    uint64_t schema;       /* CREATE, ALTER, DROP */
    uint64_t transactions; /* BEGIN and COMMIT, and SAVEPOINT outside of these */
    uint64_t rollbacks;
    size_t
        rare_sites; /* call sites of reads and writes that ran once in an episode of the statement, or less */
};

/* Looks up loop contexts; each loop is looked at once. */
struct loop_contexts;

/* `rounds` is by the number of the site. All memory is the pool's, which must outlive it, as `merged` must.
 */
struct loop_contexts *loop_contexts_make(struct pool *pool, const struct merged_capture *merged,
                                         const struct site_rounds *rounds);

/*
 * The loop context of a statement from this stack in this loop; `episodes` is how often the loop ran. All
 * zero where there is no loop.
 */
struct loop_context loop_context_of(struct loop_contexts *contexts, const struct source_stack *stack,
                                    const struct loop_line *loop, uint64_t episodes);

#endif
