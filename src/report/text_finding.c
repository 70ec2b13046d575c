#include "report/text_finding.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "advice/advice.h"
#include "analyze/judge/library_loops.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/source_text.h"

enum { STATEMENT_LINES = 6, OTHER_LINES = 4, STACK_FRAMES = 24 };

/* ---- places ---------------------------------------------------------------------------------------------
 */

/* Past the end of the angle brackets that open at `text`; the text's end where they do not close. */
static const char *skip_brackets(const char *text) {
    size_t depth = 0;
    for (; *text; text++) {
        if (*text == '<')
            depth++;
        else if (*text == '>' && text[-1] != '-' && --depth == 0)
            return text + 1;
    }
    return text;
}

/* True where brackets open that hold the arguments of a template: not an operator's, not a lambda's name. */
static bool opens_arguments(const char *name, const char *bracket) {
    static const char operator_word[] = "operator";
    const size_t length = sizeof(operator_word) - 1;
    const size_t before = (size_t)(bracket - name);
    if (*bracket != '<' || before == 0 || bracket[-1] == ':' || bracket[-1] == '<')
        return false;
    return before < length || memcmp(bracket - length, operator_word, length) != 0;
}

/* The function without the arguments of templates, which fill lines and tell little. */
static const char *function_name(struct text_output *output, const struct source_frame *frame) {
    if (!frame->function)
        return NULL;
    const char *name = escape_text(&output->pool, frame->function);
    if (frame->code)
        return name; /* <locals> and <listcomp> are names */
    char *shortened = pool_allocate(&output->pool, strlen(name) * 2 + 1, 1);
    char *to = shortened;
    for (const char *from = name; *from;) {
        if (!opens_arguments(name, from)) {
            *to++ = *from++;
            continue;
        }
        from = skip_brackets(from);
        to = stpcpy(to, "<>");
    }
    return shortened;
}

/* What is left to say of a frame without a line: its module and where in it. */
static const char *module_place(struct text_output *output, const struct source_frame *frame,
                                bool whole_path) {
    if (!frame->module)
        return "code outside any file";
    const char *path = frame->module->key.path;
    return pool_format(&output->pool, "%s+0x%" PRIx64,
                       escape_text(&output->pool, whole_path ? path : path_basename(path)), frame->position);
}

const char *text_place(struct text_output *output, const struct source_frame *frame) {
    if (!frame)
        return "unknown: no stack was kept";
    if (frame->unread)
        return pool_format(&output->pool, "%s, run by %s (not read, see the notes)", frame->unread->code,
                           escape_text(&output->pool, frame->module->key.path));
    const char *function = function_name(output, frame);
    const char *where =
        frame->file && frame->line > 0
            ? pool_format(&output->pool, "%s:%d", escape_text(&output->pool, frame->file), frame->line)
            : module_place(output, frame, true);
    return function ? pool_format(&output->pool, "%s in %s", where, function) : where;
}

const char *text_statement(struct text_output *output, const struct merged_statement *statement) {
    const char *text = statement_text(&output->pool, statement);
    if (!text)
        return "(a prepared statement whose text never passed by)";
    return *text ? text : "(empty)";
}

/* ---- parts of a finding ---------------------------------------------------------------------------------
 */

static void write_source(struct text_output *output, const struct source_frame *frame, int header_line) {
    const uint64_t built = frame->module ? frame->module->key.file_mtime_ns : 0;
    const struct source_text text =
        source_text_around(&output->pool, frame->file, frame->line, header_line, built);
    for (size_t i = 0; i < text.count; i++) {
        const struct source_line *line = &text.lines[i];
        fprintf(output->file, "  %*s%c %5d  %s\n", TEXT_LABEL_COLUMNS - 2, "",
                line->number == frame->line ? '>' : ' ', line->number,
                text_cut(output, line->text, TEXT_WIDTH - TEXT_LABEL_COLUMNS - 9));
    }
}

static void write_loop(struct text_output *output, const struct finding *finding) {
    const struct source_frame *frame = finding->loop.frame;
    const char *place = text_place(output, frame);
    if (finding->loop.header_line > 0 && finding->loop.header_line != frame->line)
        place =
            pool_format(&output->pool, "%s (the loop starts at line %d)", place, finding->loop.header_line);
    text_write_labelled(output, "loop", place, OTHER_LINES);
    write_source(output, frame, finding->loop.header_line);
    if (frame->application)
        return;
    const struct loop_neighbours around = library_loop_neighbours(finding->site->stack, frame);
    if (around.called_from) {
        text_write_labelled(output, "called from", text_place(output, around.called_from), OTHER_LINES);
        write_source(output, around.called_from, 0);
    }
    if (around.calls && around.calls != finding->call_site)
        text_write_labelled(output, "calls", text_place(output, around.calls), OTHER_LINES);
}

static void write_call_site(struct text_output *output, const struct finding *finding) {
    if (finding->call_site == finding->loop.frame)
        return;
    text_write_labelled(output, "call site", text_place(output, finding->call_site), OTHER_LINES);
}

/*
 * Where the parent's stack parts from the child's: the line next to the loop. Its own call site is often a
 * helper that runs any statement.
 */
static const struct source_frame *parting_frame(const struct finding *finding) {
    const struct source_stack *stack = finding->parent->parent->stack;
    const size_t depth = finding->loop.depth;
    if (depth < stack->key_count && stack->keys[depth]->application)
        return stack->keys[depth];
    return source_stack_call_site(stack);
}

static void write_parent(struct text_output *output, const struct finding *finding) {
    if (!finding->parent) {
        text_write_labelled(output, "looped over", "unknown: no statement before it returned such rows",
                            OTHER_LINES);
        return;
    }
    const struct merged_site *parent = finding->parent->parent;
    text_write_labelled(output, "looped over", text_statement(output, parent->statement), OTHER_LINES);
    text_write_labelled(output, "",
                        pool_format(&output->pool, "%s, %s, at %s", text_counted(output, parent->rows, "row"),
                                    text_counted(output, parent->calls, "execution"),
                                    text_place(output, parting_frame(finding))),
                        OTHER_LINES);
}

/* The proof: which values went from the rows into the parameters. */
static void write_value_matches(struct text_output *output, const struct finding *finding) {
    for (size_t i = 0; i < finding->value_match_count; i++) {
        const struct provenance_value_match *value_match = &finding->value_matches[i];
        const char *column =
            value_match->column[0] ? escape_text(&output->pool, value_match->column) : "(no name)";
        text_write_labelled(
            output, i ? "" : "proof",
            pool_format(&output->pool, "parameter %u came from column %s of those rows: %s of %s values",
                        value_match->parameter, column, text_count(output, value_match->matched),
                        text_count(output, value_match->of)),
            OTHER_LINES);
    }
}

static const char *describe_n(struct text_output *output, const struct finding *finding) {
    const struct episodes *episodes = finding->episodes;
    const char *one = finding->parent ? "execution of that statement" : "uninterrupted run";
    const char *several = finding->parent ? "executions of that statement" : "uninterrupted runs";
    const char *count = text_count(output, episodes->count);
    if (episodes->count == 1)
        return pool_format(&output->pool, "%s for one %s", text_count(output, episodes->children), one);
    if (episodes->minimum == episodes->maximum)
        return pool_format(&output->pool, "%s for each of %s %s", text_count(output, episodes->maximum),
                           count, several);
    return pool_format(&output->pool, "median %s, largest %s, over %s %s",
                       text_count(output, episodes_median(episodes)), text_count(output, episodes->maximum),
                       count, several);
}

static void write_time(struct text_output *output, const struct finding *finding) {
    const double seconds = finding->site->seconds;
    const char *text =
        !isfinite(seconds)
            ? "unknown"
            : pool_format(&output->pool, "%s in the database, of which up to %s can be saved",
                          text_seconds(output, seconds), text_seconds(output, finding->saving_seconds));
    text_write_labelled(output, "time", text, OTHER_LINES);
}

static void write_fix(struct text_output *output, const struct finding *finding) {
    const struct advice advice = advise(&output->pool, finding);
    text_write_labelled(output, "fix", advice.summary, OTHER_LINES);
    if (advice.sql)
        text_write_labelled(output, "", escape_text(&output->pool, advice.sql), STATEMENT_LINES);
}

/* ---- the stack ------------------------------------------------------------------------------------------
 */

/* Short: the file's or the module's name, and where in it. */
static const char *frame_place(struct text_output *output, const struct source_frame *frame) {
    if (frame->unread)
        return escape_text(&output->pool, path_basename(frame->module->key.path));
    if (frame->file && frame->line > 0)
        return pool_format(&output->pool, "%s:%d", escape_text(&output->pool, path_basename(frame->file)),
                           frame->line);
    return module_place(output, frame, false);
}

static void write_frame(struct text_output *output, const struct source_frame *frame, const char *label,
                        bool is_loop) {
    const char *function = function_name(output, frame);
    const char *where = frame_place(output, frame);
    const char *text =
        pool_format(&output->pool, "%c %s  %s%s", is_loop ? '>' : ' ', function ? function : "?", where,
                    is_loop          ? "  (the loop)"
                    : frame->in_loop ? "  (in a loop)"
                                     : "");
    text_write_labelled(output, label, text, 2);
}

/* Frames of libraries, outermost or between those of the application, in one line. Returns how many. */
static size_t write_folded(struct text_output *output, const struct finding *finding, size_t first,
                           const char *label) {
    const struct source_stack *stack = finding->site->stack;
    const struct merged_module *module = stack->frames[first].module;
    size_t count = 0;
    bool several = false;
    for (size_t i = first; i < stack->frame_count; i++) {
        const struct source_frame *frame = &stack->frames[i];
        if (frame->application || frame == finding->loop.frame)
            break;
        several = several || frame->module != module;
        count++;
    }
    const char *name =
        module ? escape_text(&output->pool, path_basename(module->key.path)) : "code outside any file";
    text_write_labelled(output, label,
                        pool_format(&output->pool, "  ... %s in %s%s", text_counted(output, count, "frame"),
                                    name, several ? " and others" : ""),
                        2);
    return count;
}

/* What lies outside main is the same in every program. */
static bool is_main(const struct source_frame *frame) {
    return frame->application && frame->function && strcmp(frame->function, "main") == 0;
}

static void write_stack(struct text_output *output, const struct finding *finding) {
    const struct source_stack *stack = finding->site->stack;
    const char *label = "stack";
    size_t lines = 0;
    for (size_t i = 0; i < stack->frame_count; lines++) {
        const struct source_frame *frame = &stack->frames[i];
        if (lines == STACK_FRAMES && stack->frame_count - i > 1) {
            text_write_labelled(output, label,
                                pool_format(&output->pool, "  ... %s more",
                                            text_counted(output, stack->frame_count - i, "frame")),
                                2);
            return;
        }
        if (frame->application || frame == finding->loop.frame) {
            write_frame(output, frame, label, frame == finding->loop.frame);
            if (is_main(frame))
                return;
            i++;
        } else {
            i += write_folded(output, finding, i, label);
        }
        label = "";
    }
    if (stack->truncated)
        text_write_labelled(output, label, "  ... the outermost frames were not kept", 2);
}

/* ---- all of it ------------------------------------------------------------------------------------------
 */

static const char *describe_kind(enum finding_kind kind) {
    switch (kind) {
    case FINDING_N_PLUS_ONE:
        return "one statement for each of many values";
    case FINDING_DUPLICATE:
        return "the same statement with the same values, again and again";
    case FINDING_WRITE_LOOP:
        return "rows written one by one";
    }
    return "";
}

void text_write_finding(struct text_output *output, const struct finding *finding, size_t number,
                        size_t nesting_number) {
    const struct merged_site *site = finding->site;
    fprintf(output->file, "%zu. %s, %s: %s\n", number, finding_kind_name(finding->kind),
            text_counted(output, site->calls, "execution"), describe_kind(finding->kind));
    text_write_labelled(output, "statement", text_statement(output, site->statement), STATEMENT_LINES);
    write_loop(output, finding);
    write_call_site(output, finding);
    write_parent(output, finding);
    write_value_matches(output, finding);
    text_write_labelled(output, "n", describe_n(output, finding), OTHER_LINES);
    write_time(output, finding);
    write_fix(output, finding);
    if (nesting_number)
        text_write_labelled(output, "nested in",
                            pool_format(&output->pool, "finding %zu, which repeats the statement looped over",
                                        nesting_number),
                            OTHER_LINES);
    write_stack(output, finding);
    text_write_labelled(output, "id",
                        pool_format(&output->pool, "%s  %s, %s, %s of parameters", finding->id,
                                    driver_name(site->statement->driver),
                                    finding_confidence_name(finding->confidence),
                                    text_counted(output, site->distinct_parameters, "distinct set")),
                        OTHER_LINES);
    fputc('\n', output->file);
}
