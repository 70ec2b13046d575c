#include "dismissal.h"

#include <string.h>

#include "analyze/rounds/statement_shape.h"

enum dismissal_reason dismissal_by_class(const struct merged_site *site) {
    switch (site->statement->statement_class) {
    case SQL_READ:
        return shape_only_quotes(site->statement->text) ? DISMISSED_DEBUGGING : DISMISSAL_REASONS;
    case SQL_INSERT:
    case SQL_UPDATE:
    case SQL_DELETE:
        return DISMISSAL_REASONS;
    case SQL_TRANSACTION:
        return DISMISSED_TRANSACTION_CONTROL;
    case SQL_CURSOR:
        return DISMISSED_CURSOR_FETCH;
    case SQL_SCHEMA:
        return DISMISSED_SCHEMA;
    case SQL_CATALOGUE:
        return DISMISSED_CATALOGUE;
    case SQL_PING:
        return DISMISSED_PING;
    case SQL_COPY:
        return DISMISSED_COPY;
    case SQL_SESSION:
        return DISMISSED_SESSION;
    case SQL_PREPARED:
        return DISMISSED_PREPARE;
    case SQL_OTHER:
        break;
    }
    /* What returns rows reads, whatever its words: prepared before recording began; text unknown, say. */
    return site->rows ? DISMISSAL_REASONS : DISMISSED_OTHER_COMMAND;
}

/* ---- the statement --------------------------------------------------------------------------------------
 */

/* Each execution brings so many rows, or stands for so many rows of the parent, that it is a batch. */
#define LEAST_ROWS_OF_A_BATCH 2

static bool is_write(const struct merged_site *site) {
    return sql_class_is_write(site->statement->statement_class);
}

/* Rows of one statement that inserts a list of them, or changes what a list of keys or a limit selects. */
static bool writes_batches(const struct merged_site *site) {
    if (site->changed_rows < LEAST_ROWS_OF_A_BATCH * site->calls)
        return false;
    const char *text = site->statement->text;
    return site->statement->statement_class == SQL_INSERT || shape_is_batch(text) ||
           shape_find_word(text, "limit") || shape_find_word(text, "case");
}

/* All lists but the last of each episode were full: that is how a list of `items` is cut into pieces. */
static bool are_pieces(uint64_t longest, uint64_t items, uint64_t executions, uint64_t episodes) {
    const uint64_t last = episodes < executions ? episodes : executions;
    return longest >= LEAST_ROWS_OF_A_BATCH && items >= longest * (executions - last) + last;
}

static bool reads_batches(const struct dismissal_facts *facts) {
    const struct merged_site *site = facts->site;
    const struct merged_parent_candidate *parent_candidate = facts->parent_candidate;
    if (!shape_is_batch(site->statement->text) ||
        site->longest_list == 1) /* IN (?) for one value each time */
        return false;
    const uint64_t items = parent_candidate ? parent_candidate->parent_rows : site->rows;
    const uint64_t executions = parent_candidate ? parent_candidate->episodes.children : site->calls;
    const uint64_t episodes = parent_candidate ? parent_candidate->episodes.count : 1;
    return items >= LEAST_ROWS_OF_A_BATCH * executions ||
           are_pieces(site->longest_list, items, executions, episodes);
}

static bool takes_work(const struct merged_site *site) {
    const char *text = site->statement->text;
    const char *skip = shape_find_word(text, "skip");
    if (skip && shape_find_word(skip, "locked"))
        return true;
    return is_write(site) && shape_find_word(text, "limit") && site->distinct_parameters * 2 <= site->calls;
}

/* A name with a number in it was folded: several tables look like one. */
static bool is_of_one_table_of_many(const struct merged_site *site) {
    return !is_write(site) && site->without_parameters == site->calls &&
           strstr(site->statement->text, "0000");
}

/* Between this and its reciprocal, executions per row are one for each. */
#define ONE_FOR_EACH_ROW 1.1

static bool has_as_many_rows(const struct dismissal_facts *facts) {
    if (!facts->parent_candidate)
        return false;
    const double rows =
        (double)facts->parent_candidate->parent_rows / (double)facts->parent_candidate->episodes.count;
    return rows <= facts->n * ONE_FOR_EACH_ROW && facts->n <= rows * ONE_FOR_EACH_ROW;
}

/* One object by its key: libraries write LIMIT 1 OFFSET 0 for it (peewee 4.5, Model.get); or the latest of
 * what a key has, up to some version: `path = ? and version < ? order by version desc limit 1`. */
static bool looks_up_one(const struct merged_site *site) {
    return strstr(site->statement->text, "= ?") && site->rows <= site->calls;
}

/*
 * A few pages after a statement with a few rows do not come from its rows. Nor do they where each begins
 * after a key of the page before, though a table that was read earlier has the same keys.
 */
static bool turns_pages(const struct dismissal_facts *facts) {
    const struct merged_site *site = facts->site;
    if ((facts->proved && !facts->goes_on) || has_as_many_rows(facts) ||
        !shape_is_page(site->statement->text))
        return false;
    return !looks_up_one(site);
}

static enum dismissal_reason reason_of_statement(const struct dismissal_facts *facts) {
    const struct merged_site *site = facts->site;
    if (takes_work(site))
        return DISMISSED_WORK_QUEUE;
    if (is_write(site))
        return writes_batches(site) ? DISMISSED_BATCH : DISMISSAL_REASONS;
    if (turns_pages(facts))
        return DISMISSED_PAGINATION;
    if (reads_batches(facts))
        return DISMISSED_BATCH;
    return is_of_one_table_of_many(site) ? DISMISSED_TABLES : DISMISSAL_REASONS;
}

/* ---- the loop -------------------------------------------------------------------------------------------
 */

static bool is_retried(const struct dismissal_facts *facts) {
    const struct merged_site *site = facts->site;
    if (is_write(site) && facts->loop_context->rollbacks * 2 >= site->calls)
        return true;
    return facts->loop_context->failed * 2 >= site->calls && site->distinct_parameters * 2 <= site->calls;
}

/*
 * On SQLite rows are best written one by one, in one transaction. With a transaction for each row, what costs
 * is the transaction.
 */
static bool is_in_one_transaction(const struct dismissal_facts *facts) {
    const struct merged_site *site = facts->site;
    return is_write(site) && site->statement->driver == LOOPLINE_DRIVER_SQLITE &&
           site->in_transaction * 2 > site->calls && !facts->own_transactions;
}

static enum dismissal_reason reason_of_loop(const struct dismissal_facts *facts) {
    if (is_in_one_transaction(facts))
        return DISMISSED_WRITE_IN_SQLITE_TRANSACTION;
    if (is_retried(facts))
        return DISMISSED_RETRY;
    if (facts->loop_context->schema * 2 >= facts->site->calls)
        return DISMISSED_SCHEMA;
    return facts->another_way_each_round && !facts->proved ? DISMISSED_DIFFERENT_WORK : DISMISSAL_REASONS;
}

/* ---- the program ----------------------------------------------------------------------------------------
 */

/*
 * A library that asks for one thing after another, in a loop of its own, around no code of the program: what
 * a framework does when it starts or migrates. Where the values came from rows, or there is one execution for
 * each row, it is the program's rows that a serializer or a template walks over.
 */
static bool is_library_affair(const struct dismissal_facts *facts) {
    const struct source_stack *stack = facts->site->stack;
    if (facts->proved || facts->calls_program || facts->loop->frame->application || has_as_many_rows(facts))
        return false;
    bool has_program = false;
    for (size_t i = 0; i < stack->frame_count; i++) {
        const struct source_frame *frame = &stack->frames[i];
        if (frame->application && frame < facts->loop->frame)
            return false;
        has_program = has_program || frame->application;
    }
    return has_program;
}

/* The loop goes from request to request, from job to job, or from test to test: what serves or tests lies
 * within it. */
static enum dismissal_reason reason_of_serving(const struct dismissal_facts *facts) {
    const enum serving_kind serves = serving_within(facts->site->stack->frames, facts->loop->frame);
    if (serves == SERVES_REQUEST || serves == SERVES_JOB)
        return DISMISSED_ONE_PER_EPISODE;
    return serves == SERVES_NOTHING ? DISMISSAL_REASONS : DISMISSED_ONE_PER_TEST;
}

enum dismissal_reason dismissal_by_facts(const struct dismissal_facts *facts) {
    const enum dismissal_reason of_serving = reason_of_serving(facts);
    if (of_serving != DISMISSAL_REASONS)
        return of_serving;
    const enum dismissal_reason of_statement = reason_of_statement(facts);
    if (of_statement != DISMISSAL_REASONS)
        return of_statement;
    const enum dismissal_reason of_loop = reason_of_loop(facts);
    if (of_loop != DISMISSAL_REASONS)
        return of_loop;
    return is_library_affair(facts) ? DISMISSED_LIBRARY : DISMISSAL_REASONS;
}

const char *dismissal_reason_name(enum dismissal_reason reason) {
    static const char *const names[DISMISSAL_REASONS] = {
        [DISMISSED_TRANSACTION_CONTROL] = "transaction control",
        [DISMISSED_PING] = "ping",
        [DISMISSED_CATALOGUE] = "catalogue",
        [DISMISSED_SCHEMA] = "schema",
        [DISMISSED_SESSION] = "session",
        [DISMISSED_DEBUGGING] = "debugging",
        [DISMISSED_CURSOR_FETCH] = "cursor fetch",
        [DISMISSED_COPY] = "copy",
        [DISMISSED_PREPARE] = "prepare",
        [DISMISSED_OTHER_COMMAND] = "other command",
        [DISMISSED_STACK_NOT_KEPT] = "stack not kept",
        [DISMISSED_PIPELINE] = "pipeline",
        [DISMISSED_ONE_PER_EPISODE] = "one per request or message",
        [DISMISSED_ONE_PER_TEST] = "one per test",
        [DISMISSED_BELOW_THRESHOLD] = "below threshold",
        [DISMISSED_NO_LOOP] = "no loop",
        [DISMISSED_UNREAD] = "interpreter not read",
        [DISMISSED_EXECUTEMANY] = "executemany",
        [DISMISSED_PAGINATION] = "pagination",
        [DISMISSED_BATCH] = "batch",
        [DISMISSED_WRITE_IN_SQLITE_TRANSACTION] = "write in one SQLite transaction",
        [DISMISSED_RETRY] = "retry",
        [DISMISSED_WORK_QUEUE] = "work queue",
        [DISMISSED_TABLES] = "one table after another",
        [DISMISSED_DIFFERENT_WORK] = "different work in each round",
        [DISMISSED_CHANGING] = "answers that change",
        [DISMISSED_LIBRARY] = "internal to a library",
    };
    return names[reason];
}
