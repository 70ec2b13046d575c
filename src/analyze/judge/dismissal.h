/*
 * Why a repeated statement is no finding. Each reason has a name, which reports count statements under.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_DISMISSAL_H
#define LOOPLINE_ANALYZE_JUDGE_DISMISSAL_H

#include <stdbool.h>

#include "analyze/merge/merged_capture.h"
#include "loop_context.h"

enum dismissal_reason {
    DISMISSED_TRANSACTION_CONTROL,
    DISMISSED_PING,
    DISMISSED_CATALOGUE,
    DISMISSED_SCHEMA,
    DISMISSED_SESSION,
    DISMISSED_DEBUGGING, /* a framework's, for its log of statements */
    DISMISSED_CURSOR_FETCH,
    DISMISSED_COPY,
    DISMISSED_PREPARE,
    DISMISSED_OTHER_COMMAND, /* of a class whose repetition tells nothing */
    DISMISSED_STACK_NOT_KEPT,
    DISMISSED_PIPELINE,
    DISMISSED_ONE_PER_EPISODE, /* of a client, a queue, a timer: something was waited for */
    DISMISSED_ONE_PER_TEST,
    DISMISSED_BELOW_THRESHOLD,
    DISMISSED_NO_LOOP,
    DISMISSED_UNREAD, /* run by an interpreter whose loops nothing reads */
    DISMISSED_EXECUTEMANY,
    DISMISSED_PAGINATION,
    DISMISSED_BATCH, /* lists of values, each of which stands for many executions */
    DISMISSED_WRITE_IN_SQLITE_TRANSACTION,
    DISMISSED_RETRY,          /* it fails, or is taken back, most of the time */
    DISMISSED_WORK_QUEUE,     /* takes the next row to work on from a table */
    DISMISSED_TABLES,         /* one table of many after another */
    DISMISSED_DIFFERENT_WORK, /* each round of the loop runs other code: a list of tests, of migrations */
    DISMISSED_CHANGING,       /* the same question, and each time another answer */
    DISMISSED_LIBRARY,        /* internal to a library affair, which the program's code has no part in */
    DISMISSAL_REASONS,
};

/* The reason that a statement's class gives by itself; DISMISSAL_REASONS where the site has to be looked at.
 */
enum dismissal_reason dismissal_by_class(const struct merged_site *site);

/* What is known of a statement that a loop repeats often enough. */
struct dismissal_facts {
    const struct merged_site *site;
    const struct merged_parent_candidate *parent_candidate; /* from the parent; NULL: none was found */
    const struct loop_line *loop;
    const struct loop_context *loop_context;
    double n;           /* executions in an episode */
    bool calls_program; /* the loop is a library's, and calls the program back, if not for this site */
    bool proved;        /* the values came from the parent's rows */
};

/* The reason that these give; DISMISSAL_REASONS where it is a finding. */
enum dismissal_reason dismissal_by_facts(const struct dismissal_facts *facts);

/* As reports name it. */
const char *dismissal_reason_name(enum dismissal_reason reason);

#endif
