#include "report/facts.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"

/* ---- names ----------------------------------------------------------------------------------------------
 */

const char *driver_name(enum loopline_driver driver) {
    return driver == LOOPLINE_DRIVER_POSTGRESQL ? "postgresql" : "sqlite";
}

const char *statement_class_name(enum sql_class statement_class) {
    static const char *const names[] = {
        [SQL_OTHER] = "other",       [SQL_READ] = "read",     [SQL_INSERT] = "insert",
        [SQL_UPDATE] = "update",     [SQL_DELETE] = "delete", [SQL_TRANSACTION] = "transaction",
        [SQL_CURSOR] = "cursor",     [SQL_SCHEMA] = "schema", [SQL_CATALOGUE] = "catalogue",
        [SQL_PING] = "ping",         [SQL_COPY] = "copy",     [SQL_SESSION] = "session",
        [SQL_PREPARED] = "prepared",
    };
    return names[statement_class];
}

const char *statement_text(struct pool *pool, const struct merged_statement *statement) {
    if (statement->flags & LOOPLINE_STATEMENT_UNSEEN)
        return NULL;
    const char *text = escape_text(pool, statement->text);
    if (statement->flags & LOOPLINE_STATEMENT_TRUNCATED)
        return pool_format(pool, "%s ...", text);
    return text;
}

double capture_seconds(const struct capture *capture) {
    if (capture->last.monotonic_ns < capture->first.monotonic_ns || !capture->first.monotonic_ns)
        return NAN;
    return (double)(capture->last.monotonic_ns - capture->first.monotonic_ns) * 1e-9;
}

const char *report_no_statements_text(void) {
    return "No statement was seen: no call into libpq or SQLite passed by Loopline. The program may use "
           "another client library, hold SQLite linked into itself, or not have reached its database in "
           "this merged. `loopline doctor COMMAND` tells whether its calls can be seen.";
}

/* ---- sites ----------------------------------------------------------------------------------------------
 */

static int by_calls(const void *left, const void *right) {
    const struct merged_site *a = *(const struct merged_site *const *)left;
    const struct merged_site *b = *(const struct merged_site *const *)right;
    if (a->calls != b->calls)
        return a->calls > b->calls ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

const struct merged_site **report_sites_by_calls(struct pool *pool, const struct merged_capture *merged) {
    const struct merged_site **sites =
        pool_allocate(pool, merged->site_count, sizeof(const struct merged_site *));
    for (size_t i = 0; i < merged->site_count; i++)
        sites[i] = merged->sites[i];
    if (merged->site_count > 1)
        qsort(sites, merged->site_count, sizeof(*sites), by_calls);
    return sites;
}

/* ---- notes ----------------------------------------------------------------------------------------------
 */

struct notes {
    struct pool *pool;
    struct fact_list list;
};

static void add_note(struct notes *notes, const char *text) {
    struct fact_list *list = &notes->list;
    list->items = pool_grow(notes->pool, list->items, list->count, &list->capacity, sizeof(*list->items));
    list->items[list->count++] = escape_text(notes->pool, text);
}

static const char *plural(uint64_t count) {
    return count == 1 ? "" : "s";
}

static const char *describe_process(struct pool *pool, const struct capture *capture) {
    return pool_format(pool, "process %" PRIu32 " (%s)", capture->pid, path_basename(capture->executable));
}

static void note_stop(struct notes *notes, const struct capture *capture) {
    const char *process = describe_process(notes->pool, capture);
    switch (capture->stop) {
    case LOOPLINE_STOP_NOT:
        return;
    case LOOPLINE_STOP_CAPACITY:
        add_note(notes, pool_format(notes->pool,
                                    "%s: its capture reached its bound of %" PRIu64 " MiB; new call sites "
                                    "were not recorded after that",
                                    process, capture->capacity >> 20));
        return;
    case LOOPLINE_STOP_DISK_FULL:
        add_note(notes, pool_format(notes->pool,
                                    "%s: its capture could not grow (%s); new call sites were not recorded "
                                    "after that; free space for %s or set LOOPLINE_OUT",
                                    process, strerror(capture->stop_errno), capture->path));
        return;
    case LOOPLINE_STOP_FILE_LIMIT:
        add_note(notes, pool_format(notes->pool,
                                    "%s: its capture reached the limit on file sizes; new call sites were "
                                    "not recorded after that; raise `ulimit -f`",
                                    process));
        return;
    case LOOPLINE_STOP_FILE_GONE:
        add_note(notes, pool_format(notes->pool,
                                    "%s: its capture could not be opened again to grow; new call sites were "
                                    "not recorded after that",
                                    process));
        return;
    }
}

static void note_damage(struct notes *notes, const struct capture *capture) {
    const struct capture_damage *damage = &capture->damage;
    if (!damage->chunks && !damage->records)
        return;
    add_note(notes, pool_format(notes->pool,
                                "%s is damaged: %zu part%s and %zu record%s were passed over, with %" PRIu64
                                " statement%s counted in them; everything else was read",
                                capture->path, damage->chunks, plural(damage->chunks), damage->records,
                                plural(damage->records), damage->calls, plural(damage->calls)));
}

static void note_unwinding(struct notes *notes, const struct capture *capture) {
    const char *process = describe_process(notes->pool, capture);
    if (capture->unwinder == LOOPLINE_UNWINDER_BACKTRACE)
        add_note(notes, pool_format(notes->pool,
                                    "%s: libunwind.so.8 was not found: stacks by glibc's backtrace, which "
                                    "is slower; install libunwind (Debian: libunwind8)",
                                    process));
    if (capture->unwinder_fallbacks)
        add_note(notes,
                 pool_format(notes->pool,
                             "%s: %" PRIu32 " stack%s walked step by step, because a library had "
                             "been unloaded",
                             process, capture->unwinder_fallbacks, plural(capture->unwinder_fallbacks)));
}

static void note_runtime(struct notes *notes, const struct capture *capture,
                         const struct capture_runtime *runtime) {
    const char *reason = NULL;
    switch (runtime->state) {
    case LOOPLINE_RUNTIME_READ:
        return;
    case LOOPLINE_RUNTIME_UNKNOWN_VERSION:
        reason = "this version of Loopline does not know how it keeps its frames";
        break;
    case LOOPLINE_RUNTIME_FREE_THREADED:
        reason = "a free-threaded build keeps its frames in another way";
        break;
    case LOOPLINE_RUNTIME_UNREADABLE:
        reason = "its frames are not where this version keeps them";
        break;
    }
    add_note(notes, pool_format(notes->pool, "%s: no lines of Python %s, native frames alone: %s",
                                describe_process(notes->pool, capture), runtime->version, reason));
}

static void note_capture(struct notes *notes, const struct capture *capture) {
    if (!capture->sealed)
        add_note(notes, pool_format(notes->pool,
                                    "%s: still running, or killed; what it had done when it was read is "
                                    "counted",
                                    describe_process(notes->pool, capture)));
    note_stop(notes, capture);
    note_damage(notes, capture);
    note_unwinding(notes, capture);
    for (size_t i = 0; i < capture->runtime_count; i++)
        note_runtime(notes, capture, &capture->runtimes[i]);
    if (isnan(capture_seconds_per_tick(capture)))
        add_note(notes, pool_format(notes->pool,
                                    "%s: its durations are unknown, the run was too short to "
                                    "measure its clock",
                                    describe_process(notes->pool, capture)));
}

/* Modules whose lines are missing where the report names a place. */
static bool is_of_interest(const struct report *report, const struct merged_module *module) {
    const struct merged_capture *merged = report->merged;
    if (!module->symbols || module->unread || module->is_interpreter)
        return false;
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct source_frame *frame = source_stack_call_site(merged->sites[i]->stack);
        if (frame && frame->module == module && frame->application && frame->line <= 0)
            return true;
    }
    for (size_t i = 0; i < report->findings->count; i++) {
        if (report->findings->items[i]->loop.frame->module == module)
            return true;
    }
    return false;
}

static void note_module(struct notes *notes, const struct merged_module *module) {
    const char *text = NULL;
    switch (symbols_module_state(module->symbols)) {
    case SYMBOLS_LINES:
        return;
    case SYMBOLS_NAMES:
    case SYMBOLS_NONE:
        text = "has no debug information: lines are unknown; rebuild with -g or install its debug package "
               "(for Debian: NAME-dbgsym)";
        break;
    case SYMBOLS_REPLACED:
        text = "is another file than the one that ran: lines are unknown; report where the one that ran is, "
               "or run again";
        break;
    case SYMBOLS_MISSING:
        text = "is not there or cannot be read: lines are unknown; report where the file that ran is";
        break;
    }
    add_note(notes, pool_format(notes->pool, "%s %s", module->key.path, text));
}

/* Where frames of Python were looked for, its own note says why they were not found. */
static bool is_said_elsewhere(const struct merged_capture *merged, const struct merged_module *module) {
    for (size_t i = 0; module->is_interpreter && i < merged->capture_count; i++) {
        if (merged->captures[i]->runtime_count)
            return true;
    }
    return false;
}

static void note_unread(struct notes *notes, const struct merged_module *module) {
    add_note(notes,
             pool_format(notes->pool,
                         "Loopline does not read the frames of %s: what it runs has no lines, and a loop of "
                         "it is found only where values prove it (%s)",
                         module->unread->name, module->key.path));
}

struct fact_list report_notes(struct pool *pool, const struct report *report) {
    struct notes notes = {.pool = pool};
    const struct merged_capture *merged = report->merged;
    for (size_t i = 0; i < report->problem_count; i++)
        add_note(&notes, pool_format(pool, "not in this report: %s", report->problems[i]));
    for (size_t i = 0; i < merged->capture_count; i++)
        note_capture(&notes, merged->captures[i]);
    if (merged->dropped)
        add_note(&notes, pool_format(pool, "%" PRIu64 " statement%s ran without being counted at a call site",
                                     merged->dropped, plural(merged->dropped)));
    for (size_t i = 0; i < merged->module_count; i++) {
        if (merged->modules[i]->ran_unread && !is_said_elsewhere(merged, merged->modules[i]))
            note_unread(&notes, merged->modules[i]);
        if (is_of_interest(report, merged->modules[i]))
            note_module(&notes, merged->modules[i]);
    }
    return notes.list;
}
