/* The loop context: what else runs in a loop besides a repeated statement. It shows what the loop is for. */
#ifndef LOOPLINE_ANALYZE_ROUNDS_LOOP_CONTEXT_H
#define LOOPLINE_ANALYZE_ROUNDS_LOOP_CONTEXT_H

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"
#include "rounds.h"

/* Executions of everything in the loop, at any depth, including the repeated statement. */
struct loop_context {
    uint64_t statements;
    uint64_t failed;
    uint64_t schema;       /* CREATE, ALTER, DROP */
    uint64_t transactions; /* BEGIN and COMMIT, and SAVEPOINT outside of these */
    uint64_t rollbacks;
};

/* Finds loop contexts; examines each loop once. */
struct loop_contexts;

/* `rounds`: by site number. All memory is the pool's. The pool and `merged` must outlive the result. */
struct loop_contexts *loop_contexts_make(struct pool *pool, const struct merged_capture *merged,
                                         const struct site_rounds *rounds);

/* Returns the loop context of a statement run from this stack in this loop. All zero if there is no loop. */
struct loop_context loop_context_of(struct loop_contexts *contexts, const struct source_stack *stack,
                                    const struct loop_line *loop);

#endif
