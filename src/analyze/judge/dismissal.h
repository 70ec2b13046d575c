/*
 * The reasons why a repeated statement is not a finding. Reports count statements under the names of these
 * reasons.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_DISMISSAL_H
#define LOOPLINE_ANALYZE_JUDGE_DISMISSAL_H

#include <stdbool.h>

#include "analyze/merge/merged_capture.h"
#include "analyze/rounds/loop_context.h"

enum dismissal_reason {
    DISMISSED_TRANSACTION_CONTROL,
    DISMISSED_PING,
    DISMISSED_CATALOGUE,
    DISMISSED_SCHEMA,
    DISMISSED_SESSION,
    DISMISSED_DEBUGGING, /* a framework runs it for its log of statements */
    DISMISSED_CURSOR_FETCH,
    DISMISSED_COPY,
    DISMISSED_PREPARE,
    DISMISSED_OTHER_COMMAND, /* a class of statement whose repetition means nothing */
    DISMISSED_STACK_NOT_KEPT,
    DISMISSED_PIPELINE,
    DISMISSED_ONE_PER_EPISODE, /* the thread waits for a client, a queue or a timer in between */
    DISMISSED_ONE_PER_TEST,
    DISMISSED_BELOW_THRESHOLD,
    DISMISSED_NO_LOOP,
    DISMISSED_UNREAD, /* run by an interpreter whose frames cannot be read */
    DISMISSED_EXECUTEMANY,
    DISMISSED_PAGINATION,
    DISMISSED_BATCH, /* each execution has a list of values and replaces many */
    DISMISSED_WRITE_IN_SQLITE_TRANSACTION,
    DISMISSED_RETRY,          /* it mostly fails or is rolled back */
    DISMISSED_WORK_QUEUE,     /* it takes the next row to work on from a table */
    DISMISSED_TABLES,         /* a different table each time */
    DISMISSED_DIFFERENT_WORK, /* hardly a call path comes twice: a list of jobs or tests */
    DISMISSED_CHANGING,       /* the same statement and parameters get a different answer each time */
    DISMISSED_LIBRARY,        /* internal to a library, without a part of the program's code */
    DISMISSAL_REASONS,
};

/* Returns the reason that the statement's class alone gives; DISMISSAL_REASONS if there is none. */
enum dismissal_reason dismissal_by_class(const struct merged_site *site);

/* What is known about a statement that a loop repeats often enough. */
struct dismissal_facts {
    const struct merged_site *site;
    const struct merged_parent_candidate *parent_candidate; /* of the parent; NULL: none was found */
    const struct loop_line *loop;
    const struct loop_context *loop_context;
    bool own_transactions; /* in one execution of the loop, or in all, most of the site's began a transaction
                            */
    double n;              /* executions per episode */
    bool calls_program;    /* the loop is a library's and calls the program back, though perhaps not for this
                              site */
    bool another_way_each_round; /* most call paths to the statement ran once while the loop ran once */
    bool proved;                 /* the values came from the parent's rows */
    bool goes_on;                /* as well may they have come from the site's own result before */
};

/* Returns the reason that these facts give; DISMISSAL_REASONS if it is a finding. */
enum dismissal_reason dismissal_by_facts(const struct dismissal_facts *facts);

/* Returns its name in reports. Static. */
const char *dismissal_reason_name(enum dismissal_reason reason);

#endif
