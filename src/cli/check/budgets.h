/*
 * How much a run may do: in all, and in what one entry (a view, a job, a test) does.
 */
#ifndef LOOPLINE_CLI_CHECK_BUDGETS_H
#define LOOPLINE_CLI_CHECK_BUDGETS_H

#include <stdbool.h>

#include "base/pool.h"
#include "cli/options.h"
#include "model/report.h"

struct budget {
    const char *entry; /* pattern of the entry's name; NULL: the whole run */
    double most;
};

struct budget_list {
    struct budget *items; /* as they were given */
    size_t count;
};

struct budgets {
    struct budget_list n;          /* most executions of a statement in one go of a loop */
    struct budget_list statements; /* of an entry: all in one execution of it */
    struct budget_list seconds;    /* the same, in the database */
};

/* As they were written: N, or ENTRY=N. */
struct budget_texts {
    struct text_list n;
    struct text_list statements;
    struct text_list seconds;
};

/* Returns false where a text is none, which was said. */
bool budgets_read(struct pool *pool, const struct budget_texts *texts, struct budgets *budgets);

/* Whether the loop's N is allowed: by the last budget for its entry, else by that of the whole run. */
bool budgets_allow_n(const struct budgets *budgets, const struct report_loop *loop);

/* Says which budgets for statements and time the report exceeds, and which are for entries that did not run.
   Returns whether it is within all. */
bool budgets_hold(const struct budgets *budgets, const struct report *report);

#endif
