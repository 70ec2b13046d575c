/*
 * Groups findings by loop. All that one loop of the program repeats is reported together, whatever threads,
 * processes, call paths and recursion depths it ran in.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_FINDING_LOOPS_H
#define LOOPLINE_ANALYZE_JUDGE_FINDING_LOOPS_H

#include <stddef.h>
#include <stdint.h>

#include "analyze/stacks/source_stack.h"
#include "base/pool.h"

struct findings;
struct finding;
struct merged_capture;
struct site_rounds;

/* What a loop ran under. */
enum loop_entry_kind {
    LOOP_ENTRY_COMMAND, /* the program itself */
    LOOP_ENTRY_REQUEST, /* it follows a wait for a client */
    LOOP_ENTRY_TEST,    /* a test runner ran it */
    LOOP_ENTRY_JOB,     /* it follows an other wait: for a queue, a pipe or time to pass */
    LOOP_ENTRY_THREAD,  /* a thread of the program */
};

struct loop_entry {
    enum loop_entry_kind kind;
    /* The outermost application frame inside the server, test runner or scheduler, on the first finding's
       stack. NULL: none. */
    const struct source_frame *frame;
    /* "function" or "module.function"; or what tags in comments of statements say: see entry_tags.h. NULL:
       unknown. */
    const char *name;
    size_t others; /* further names that tags gave: the code is shared by several routes or jobs */
    bool has_span;
    struct loopline_span span; /* an example, of a statement's tags */
    uint64_t executions;      /* requests, jobs, … in which the loop repeated a statement of its findings */
    uint64_t most_statements; /* of a call site's: see entry_statements.h; 0: unknown */
    uint64_t of;              /* all requests, jobs, … in the threads it ran in; at least `executions` */
};

struct finding_loop {
    char id[17]; /* 16 hex digits; the same in every run for the same code */
    /* A line that the program's author can change, if there is one: the call in the loop's body or, if the
       loop is in a library, the line that calls into the library. Never NULL. */
    const struct source_frame *where;
    const struct source_stack *stack;   /* the stack that holds `where` */
    int header_line;                    /* first line of the loop; 0: unknown */
    uint64_t nameless;                  /* identifies a loop without a line within its function; 0: unknown */
    const struct source_frame *through; /* the loop in a library; NULL: the loop is at `where` */
    const struct source_frame *body;    /* the application line that the library calls; NULL: none */
    struct loop_entry entry;
    const struct finding_loop *nested_in; /* the nearest loop with findings around this one; NULL: none */
    const struct finding **findings;      /* costliest first; never empty */
    size_t finding_count;
    uint64_t statements;        /* executions of its findings' statements */
    double database_seconds;    /* spent in them; NAN: unknown */
    double transaction_seconds; /* spent in BEGIN, COMMIT, SAVEPOINT … of its rounds; NAN: unknown */
    double saving_seconds;      /* what one execution for all rounds would save of both; NAN: unknown */
};

/*
 * Fills in `loops`, `entries` and each finding's `finding_loop`. The findings are otherwise complete and
 * ordered, costliest first, and stay in that order. `rounds`: by site number.
 */
void finding_loops_collect(struct findings *findings, const struct merged_capture *merged,
                           const struct site_rounds *rounds);

/* Returns its name in reports: "request", "test", "job", "command", "thread". */
const char *loop_entry_kind_name(enum loop_entry_kind kind);

#endif
