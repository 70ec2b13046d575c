#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analyze/stacks/components.h"
#include "builder.h"

struct notes {
    struct report_builder *builder;
    struct pool *pool; /* for texts while they are put together */
};

static void add_note(struct notes *notes, const char *text) {
    struct report *report = notes->builder->report;
    report->notes = pool_grow(&report->pool, report->notes, report->note_count, &report->note_capacity,
                              sizeof(*report->notes));
    report->notes[report->note_count++] = model_fresh_text(notes->builder, text);
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
                                    "%s: its capture reached its limit of %" PRIu64
                                    " MiB; later call sites were not recorded",
                                    process, capture->capacity >> 20));
        return;
    case LOOPLINE_STOP_DISK_FULL:
        add_note(notes, pool_format(notes->pool,
                                    "%s: its capture could not grow (%s), so later call sites were not "
                                    "recorded; free space for %s or set LOOPLINE_OUT",
                                    process, strerror(capture->stop_errno), capture->path));
        return;
    case LOOPLINE_STOP_FILE_LIMIT:
        add_note(notes, pool_format(notes->pool,
                                    "%s: its capture reached the limit on file sizes, so later call sites "
                                    "were not recorded; raise `ulimit -f`",
                                    process));
        return;
    case LOOPLINE_STOP_FILE_GONE:
        add_note(
            notes,
            pool_format(
                notes->pool,
                "%s: its capture could not be opened again to grow, so later call sites were not recorded",
                process));
        return;
    case LOOPLINE_STOP_MEMORY:
        add_note(notes, pool_format(notes->pool,
                                    "%s: Loopline reached its bound on memory, so later call sites were not "
                                    "recorded; raise LOOPLINE_CAPACITY_MIB, or the process's limits",
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

static void note_memory(struct notes *notes, const struct capture *capture) {
    if (capture->memory_refused)
        add_note(notes, pool_format(notes->pool,
                                    "%s: Loopline took at most %" PRIu64
                                    " KiB of its memory and went without %" PRIu64
                                    " more piece%s: values of some parameters were not followed",
                                    describe_process(notes->pool, capture), capture->memory_bytes >> 10,
                                    capture->memory_refused, plural(capture->memory_refused)));
}

static void note_confinement(struct notes *notes, const struct capture *capture) {
    if (capture->confined)
        add_note(notes,
                 pool_format(notes->pool,
                             "%s confined itself (seccomp): from then on Loopline asked nothing of the "
                             "system, so that new threads and what needs more memory were not recorded",
                             describe_process(notes->pool, capture)));
}

static void note_mistakes(struct notes *notes, const struct capture *capture) {
    if (capture->stacks_mistaken)
        add_note(notes, pool_format(notes->pool,
                                    "%s: %" PRIu32 " stack%s taken for another one before a check found it; "
                                    "up to that point statements may stand at a wrong call site",
                                    describe_process(notes->pool, capture), capture->stacks_mistaken,
                                    plural(capture->stacks_mistaken)));
}

/* What was given up to stay within the budget, and by whom recording was paused. */
static void note_pauses(struct notes *notes, const struct capture *capture) {
    const char *process = describe_process(notes->pool, capture);
    uint64_t without_values = 0;
    uint64_t paused = 0;
    for (size_t i = 0; i < capture->thread_record_count; i++) {
        without_values += capture->thread_records[i].without_values;
        paused += capture->thread_records[i].paused_ticks;
    }
    if (without_values)
        add_note(notes, pool_format(notes->pool,
                                    "%s: Loopline took more than its budget (LOOPLINE_BUDGET) in %" PRIu64
                                    " thread%s: values were not compared any more there",
                                    process, without_values, plural(without_values)));
    if (paused)
        add_note(notes, pool_format(notes->pool,
                                    "%s: to stay within its budget, nothing was recorded for %.1f s of its "
                                    "threads' time; counts are lower than what ran",
                                    process, (double)paused * capture_seconds_per_tick(capture)));
    if (capture->pauses)
        add_note(notes, pool_format(notes->pool,
                                    "%s: recording was paused %" PRIu64 " time%s by hand%s; what ran then is "
                                    "not counted",
                                    process, capture->pauses, plural(capture->pauses),
                                    capture->paused ? ", and still is" : ""));
}

static void note_runtime(struct notes *notes, const struct capture *capture,
                         const struct capture_runtime *runtime) {
    const char *reason = NULL;
    switch (runtime->state) {
    case LOOPLINE_RUNTIME_READ:
        return;
    case LOOPLINE_RUNTIME_UNKNOWN_VERSION:
        reason = "this copy of Loopline does not know where that version keeps its frames";
        break;
    case LOOPLINE_RUNTIME_FREE_THREADED:
        reason = "a free-threaded build keeps its frames elsewhere";
        break;
    case LOOPLINE_RUNTIME_UNREADABLE:
        reason = "its frames are not where that version should keep them";
        break;
    }
    const struct code_language *language = language_of_kind(runtime->kind);
    add_note(notes, pool_format(notes->pool, "%s: native frames only, no lines of %s %s: %s",
                                describe_process(notes->pool, capture),
                                language ? language->title : "its interpreter", runtime->version, reason));
}

static void note_capture(struct notes *notes, const struct capture *capture) {
    if (!capture->sealed)
        add_note(notes,
                 pool_format(notes->pool,
                             "%s: still running, or killed; the report counts what it had done by then",
                             describe_process(notes->pool, capture)));
    note_stop(notes, capture);
    note_damage(notes, capture);
    note_mistakes(notes, capture);
    note_memory(notes, capture);
    note_confinement(notes, capture);
    note_pauses(notes, capture);
    for (size_t i = 0; i < capture->runtime_count; i++)
        note_runtime(notes, capture, &capture->runtimes[i]);
    if (isnan(capture_seconds_per_tick(capture)))
        add_note(notes,
                 pool_format(notes->pool,
                             "%s: its durations are unknown: the run was too short to measure its clock",
                             describe_process(notes->pool, capture)));
}

/* Modules whose lines are missing where the report names a place. */
static bool is_of_interest(const struct report_builder *builder, const struct merged_module *module) {
    const struct merged_capture *merged = builder->merged;
    if (!module->symbols || module->unread || module->is_interpreter)
        return false;
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct source_frame *frame = source_stack_call_site(merged->sites[i]->stack);
        if (frame && frame->module == module && frame->application && frame->line <= 0)
            return true;
    }
    for (size_t i = 0; i < builder->judged->count; i++) {
        if (builder->judged->items[i]->loop.frame->module == module)
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
        text = "has no debug information, so its lines are unknown; rebuild with -g or install its debug "
               "package (Debian: NAME-dbgsym)";
        break;
    case SYMBOLS_REPLACED:
        text = "is not the file that ran, so its lines are unknown; report where that file is, or run again";
        break;
    case SYMBOLS_MISSING:
        text = "is missing or unreadable, so its lines are unknown; report where the file that ran is";
        break;
    }
    add_note(notes, pool_format(notes->pool, "%s %s", module->key.path, text));
}

/* Where an interpreter's frames were looked for, its own note says why they were not found. */
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

/* Whether a stack ends in a module for want of an unwind table there. */
static bool ends_in(const struct source_stack *stack, const struct merged_module *module) {
    if (stack->frame_count == 0 || stack->truncated)
        return false;
    const struct source_frame *outermost = &stack->frames[stack->frame_count - 1];
    return outermost->module == module && !outermost->code && !outermost->unread &&
           !symbols_leads_to_caller(module->symbols, outermost->position);
}

static void note_cut_stacks(struct notes *notes, const struct merged_capture *merged,
                            const struct merged_module *module) {
    size_t count = 0;
    for (size_t i = 0; module->symbols && !module->is_interpreter && i < merged->site_count; i++)
        count += ends_in(merged->sites[i]->stack, module);
    if (count)
        add_note(notes,
                 pool_format(notes->pool,
                             "the stacks of %zu call site%s end in %s, whose code has no unwind table there: "
                             "the calls further out are unknown, and so are their loops",
                             count, plural(count), module->key.path));
}

enum { MOST_NAMES = 6 };

/* What a frame belongs to, as its installer calls it. */
static const char *component_name(struct notes *notes, const struct source_frame *frame) {
    size_t length = 0;
    const char *package = frame->code ? component_package(frame->file, &length) : NULL;
    if (package)
        return pool_format(notes->pool, "%.*s", (int)length, package);
    return path_basename(frame->module ? frame->module->key.path : frame->file);
}

/* The names in one text, each once. */
static const char *installed_names(struct notes *notes, const struct merged_capture *merged) {
    const char *names[MOST_NAMES];
    const char *list = NULL;
    size_t count = 0;
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct source_frame *frame = source_stack_call_site(merged->sites[i]->stack);
        if (!frame || !frame->installed)
            continue;
        const char *name = component_name(notes, frame);
        bool is_known = false;
        for (size_t j = 0; j < count && !is_known; j++)
            is_known = strcmp(names[j], name) == 0;
        if (is_known)
            continue;
        if (count == MOST_NAMES)
            return pool_format(notes->pool, "%s and others", list);
        names[count++] = name;
        list = list ? pool_format(notes->pool, "%s, %s", list, name) : name;
    }
    return list;
}

static bool has_application(const struct merged_capture *merged) {
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct source_frame *frame = source_stack_call_site(merged->sites[i]->stack);
        if (frame && frame->application)
            return true;
    }
    return false;
}

/* Which code was taken for the application, where that is not plain. */
static void note_application(struct notes *notes, const struct merged_capture *merged) {
    const char *installed = installed_names(notes, merged);
    if (installed)
        add_note(notes,
                 pool_format(notes->pool,
                             "some stacks hold no code of the program's own, so installed code counts "
                             "as the application's there: %s; set LOOPLINE_APP=PATH:PATH to say what is",
                             installed));
    else if (merged->site_count && !has_application(merged))
        add_note(notes, "no code of an application was found on any stack; set LOOPLINE_APP=PATH:PATH to the "
                        "folders or libraries that are");
}

void model_add_notes(struct report_builder *builder) {
    struct notes notes = {.builder = builder, .pool = &builder->scratch};
    const struct report *report = builder->report;
    const struct merged_capture *merged = builder->merged;
    for (size_t i = 0; i < report->problem_count; i++)
        add_note(&notes, pool_format(notes.pool, "not in this report: %s", report->problems[i]));
    for (size_t i = 0; i < merged->capture_count; i++)
        note_capture(&notes, merged->captures[i]);
    if (merged->dropped)
        add_note(&notes,
                 pool_format(notes.pool, "%" PRIu64 " statement%s ran without being counted at a call site",
                             merged->dropped, plural(merged->dropped)));
    note_application(&notes, merged);
    for (size_t i = 0; i < merged->module_count; i++) {
        if (merged->modules[i]->ran_unread && !is_said_elsewhere(merged, merged->modules[i]))
            note_unread(&notes, merged->modules[i]);
        if (is_of_interest(builder, merged->modules[i]))
            note_module(&notes, merged->modules[i]);
        note_cut_stacks(&notes, merged, merged->modules[i]);
    }
}
