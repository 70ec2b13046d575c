/*
 * The loops that findings are reported under: what one loop of the program repeats is one entry, whichever
 * threads, processes, call paths and depths of a recursion it ran in.
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

/* Under what a loop ran. */
enum loop_entry_kind {
    LOOP_ENTRY_COMMAND, /* the program itself */
    LOOP_ENTRY_REQUEST, /* a client was waited for before it */
    LOOP_ENTRY_TEST,    /* a test runner ran it */
    LOOP_ENTRY_JOB,     /* something else was waited for before it: a queue, a pipe, the time */
    LOOP_ENTRY_THREAD,  /* a thread of the program */
};

struct loop_entry {
    enum loop_entry_kind kind;
    /* The outermost application frame below what serves, tests or schedules; of the first finding's stack.
       NULL: there is none. */
    const struct source_frame *frame;
    const char *name; /* "function" or "module.function"; NULL: unknown */
    uint64_t
        executions; /* requests, jobs, … in which the loop was seen to repeat a statement of its findings */
    uint64_t of;    /* all of them in the threads in which it ran; never less than `executions` */
};

struct finding_loop {
    char id[17]; /* 16 hex digits: the same for the same code in every run */
    /* A line that the program's author can change, where there is one: the call in the loop's body, or where
       the loop lies in a library, the line that calls into it. Never NULL. */
    const struct source_frame *where;
    int header_line;   /* first line of the loop; 0: unknown */
    uint64_t nameless; /* of a loop without a line: which of its function's loops it is; 0: not known */
    const struct source_frame *through; /* the library's loop; NULL: the loop is `where`'s own */
    const struct source_frame *body;    /* the application line that the library calls; NULL: none */
    struct loop_entry entry;
    const struct finding_loop *nested_in; /* the nearest loop with findings around this one; NULL: none */
    const struct finding **findings;      /* the costliest first; never empty */
    size_t finding_count;
    uint64_t statements;        /* executions of the statements of all its findings */
    double database_seconds;    /* of these; NAN: unknown */
    double transaction_seconds; /* of BEGIN, COMMIT, SAVEPOINT … that its rounds ran; NAN: unknown */
    double saving_seconds;      /* of both, what one execution for all rounds would save; NAN: unknown */
};

/*
 * Brings the findings under their loops: fills in `loops` and each finding's `finding_loop`. The findings are
 * complete but for these, the costliest first, and stay in that order.
 * `rounds` is by the number of the site.
 */
void finding_loops_collect(struct findings *findings, const struct merged_capture *merged,
                           const struct site_rounds *rounds);

/* As reports name it: "request", "test", "job", "command", "thread". */
const char *loop_entry_kind_name(enum loop_entry_kind kind);

#endif
