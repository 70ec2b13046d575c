#include "advice.h"

#include <string.h>

#include "analyze/rounds/statement_shape.h"
#include "frameworks.h"
#include "relationship.h"
#include "statement.h"

/* ---- what the loop does ---- */

/* The frames from the database up to the loop, the loop's included. */
static size_t frames_within(const struct finding *finding) {
    const struct source_frame *loop = finding->loop.frame;
    /* Where a library's loop calls the line (a resolver), that library says what to do about it. */
    if (finding->through && finding->through > loop)
        loop = finding->through;
    return (size_t)(loop - finding->site->stack->frames) + 1;
}

/* Run with the same values each time, so that once is enough. */
static bool is_the_same_always(const struct merged_site *site) {
    return site->distinct_parameters <= 1;
}

static enum loop_action loop_action_of_write(const struct finding *finding) {
    switch (finding->site->statement->statement_class) {
    case SQL_INSERT:
        return LOOP_ACTION_INSERTS;
    case SQL_DELETE:
        return LOOP_ACTION_DELETES;
    default:
        return LOOP_ACTION_UPDATES;
    }
}

static enum loop_action loop_action_of(const struct finding *finding, const struct framework *framework,
                                       const struct rewritten *rewritten,
                                       const struct relationship *relationship) {
    if (finding->kind == FINDING_WRITE_LOOP)
        return loop_action_of_write(finding);
    const enum loop_action action =
        framework_loop_action(framework, finding->site->stack, frames_within(finding));
    const bool is_one = advice_returns_at_most_one_row(finding->site) && !rewritten->by_foreign_key;
    if (action == LOOP_ACTION_LOADS_ONE && !is_one)
        return LOOP_ACTION_LOADS_MANY;
    if (action != LOOP_ACTION_QUERIES)
        return action;
    if (finding->kind == FINDING_DUPLICATE)
        return LOOP_ACTION_REPEATS;
    if (rewritten->result != REWRITE_ROWS)
        return LOOP_ACTION_AGGREGATES;
    const bool asks_relationship = relationship->name && relationship->is_whole;
    return framework->queries_relationships && asks_relationship ? LOOP_ACTION_LOADS_MANY
                                                                 : LOOP_ACTION_QUERIES;
}

/* ---- names ---- */

static const char *line_of(struct source_files *sources, const struct source_frame *frame) {
    if (!frame || !frame->application)
        return NULL;
    const uint64_t built = frame->module ? frame->module->key.file_mtime_ns : 0;
    return source_files_line(sources, frame->file, frame->line, built);
}

static struct relationship relationship_of(struct pool *pool, struct source_files *sources,
                                           const struct finding *finding) {
    const char *table = rewrite_table(pool, finding->site->statement);
    const char *line = table ? line_of(sources, finding->call_site) : NULL;
    return line ? relationship_on_line(pool, line, table) : (struct relationship){0};
}

/* The class of the parent's rows, from the files of the program that the parent's stack passes. */
static const char *class_of(struct pool *pool, struct source_files *sources, const struct finding *finding) {
    if (!finding->parent)
        return NULL;
    const struct merged_site *parent = finding->parent->parent;
    const char *table = rewrite_table(pool, parent->statement);
    const char *searched = NULL;
    for (size_t i = 0; table && i < parent->stack->frame_count; i++) {
        const struct source_frame *frame = &parent->stack->frames[i];
        if (!frame->application || !frame->file || (searched && !strcmp(frame->file, searched)))
            continue;
        const char *name = class_in_file(pool, source_files_get(sources, frame->file), table);
        if (name)
            return name;
        searched = frame->file;
    }
    return NULL;
}

/* ---- the sentence ---- */

struct names {
    const char *relationship; /* NULL: not known */
    const char *class;        /* NULL: not known */
};

struct mark {
    const char *text;
    const char *name;
};

/* In Django's queries, the other side of a relationship without a name is called topic, not topic_set. */
static const char *reverse_name(struct pool *pool, const char *relationship) {
    static const char ending[] = "_set";
    const size_t length = relationship ? strlen(relationship) : 0;
    const size_t shorter = length - (sizeof(ending) - 1);
    if (length < sizeof(ending) || strcmp(relationship + shorter, ending) != 0)
        return relationship;
    return pool_copy_text(pool, relationship, shorter);
}

/* The phrasing with the names in place of their marks; NULL where one is not known. */
static const char *fill_in(struct pool *pool, const char *phrasing, const struct names *names) {
    const struct mark marks[] = {{"{relationship}", names->relationship},
                                 {"{reverse}", reverse_name(pool, names->relationship)},
                                 {"{class}", names->class}};
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        const char *found;
        while ((found = strstr(phrasing, marks[i].text))) {
            if (!marks[i].name)
                return NULL;
            phrasing = pool_format(pool, "%.*s%s%s", (int)(found - phrasing), phrasing, marks[i].name,
                                   found + strlen(marks[i].text));
        }
    }
    return phrasing;
}

static const char *phrase(struct pool *pool, const struct framework *framework, enum loop_action action,
                          const struct names *names) {
    for (size_t i = 0; i < MOST_PHRASINGS; i++) {
        const char *phrasing = framework->advice[action][i];
        const char *filled = phrasing ? fill_in(pool, phrasing, names) : NULL;
        if (filled)
            return filled;
    }
    return NULL;
}

static const char *say_by_framework(struct pool *pool, struct source_files *sources,
                                    const struct finding *finding, const struct rewritten *rewritten) {
    const struct source_stack *stack = finding->site->stack;
    const size_t count = frames_within(finding);
    const struct relationship relationship = relationship_of(pool, sources, finding);
    const char *class = class_of(pool, sources, finding);
    const struct framework *framework = NULL;
    while ((framework = framework_next(framework, stack, count))) {
        const enum loop_action action = loop_action_of(finding, framework, rewritten, &relationship);
        if (action == LOOP_ACTION_REPEATS && !is_the_same_always(finding->site))
            continue;
        const bool counts_all = rewritten->result == REWRITE_AGGREGATE && relationship.is_whole;
        const bool is_named = action != LOOP_ACTION_AGGREGATES || counts_all;
        const struct names names = {is_named ? relationship.name : NULL, class};
        const char *said = phrase(pool, framework, action, &names);
        if (said)
            return said;
    }
    return NULL;
}

static const char *say_of_repetition(const struct merged_site *site) {
    if (is_the_same_always(site))
        return "If nothing in the loop changes what it reads, run it once before the loop and keep the "
               "result.";
    return "The same values come up again: if nothing in the loop changes what it reads, keep each result by "
           "its values, in a dictionary or a cache.";
}

static const struct language *language_of(const struct finding *finding) {
    const struct merged_code *code = finding->loop.frame->code;
    if (!code && finding->call_site)
        code = finding->call_site->code;
    return language_of_runtime(code && code->language ? code->language->kind : 0);
}

static const char *say_plainly(struct pool *pool, const struct finding *finding,
                               const struct rewritten *rewritten) {
    const struct framework *framework =
        framework_without(finding->site->statement->driver, language_of(finding));
    const struct names none = {0};
    if (finding->kind == FINDING_WRITE_LOOP)
        return phrase(pool, framework, loop_action_of_write(finding), &none);
    if (finding->kind == FINDING_DUPLICATE) {
        const char *said =
            is_the_same_always(finding->site) ? phrase(pool, framework, LOOP_ACTION_REPEATS, &none) : NULL;
        return said ? said : say_of_repetition(finding->site);
    }
    if (rewritten->result != REWRITE_ROWS)
        return "Before the loop, ask for all values with one statement that groups by them.";
    if (finding->parent)
        return "Fetch these rows with the statement the loop iterates over (a join), or with one statement "
               "before the loop.";
    return "Collect the values, fetch all their rows with one statement before the loop, and look them up in "
           "memory.";
}

/* What has to be known about the statement. */
static const char *say_of_statement(struct pool *pool, const char *summary, const struct finding *finding,
                                    const struct rewritten *rewritten) {
    const struct merged_statement *statement = finding->site->statement;
    if (!rewritten->sql)
        return summary;
    if (rewritten->without_limit)
        return pool_format(pool, "%s The statement leaves out the LIMIT: apply it to the rows of each key.",
                           summary);
    if (rewritten->result == REWRITE_AGGREGATE)
        return pool_format(pool, "%s The statement returns no row for a key without rows.", summary);
    if (!rewritten->each_key_once)
        return summary;
    const bool is_sqlite = statement->driver == LOOPLINE_DRIVER_SQLITE;
    return pool_format(pool, "%s Give the statement each key once, with its last values.%s", summary,
                       is_sqlite ? " UPDATE ... FROM needs SQLite 3.33." : "");
}

/* INSERT … SELECT: the rows are made by the database. */
static bool inserts_what_it_selects(const struct merged_statement *statement) {
    return statement->statement_class == SQL_INSERT && !shape_find_word(statement->text, "values") &&
           shape_find_word(statement->text, "select");
}

struct advice advise(struct pool *pool, struct source_files *sources, const struct finding *finding) {
    struct rewritten rewritten = advice_statement(pool, finding);
    const char *summary = inserts_what_it_selects(finding->site->statement)
                              ? "Insert the rows for all values with one INSERT ... SELECT."
                              : say_by_framework(pool, sources, finding, &rewritten);
    if (!summary)
        summary = say_plainly(pool, finding, &rewritten);
    if (finding->kind == FINDING_DUPLICATE && is_the_same_always(finding->site))
        rewritten.sql = NULL; /* there are no values to ask for together */
    return (struct advice){say_of_statement(pool, summary, finding, &rewritten), rewritten.sql};
}
