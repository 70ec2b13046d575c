#include "report/text_finding.h"

#include <math.h>

enum { STATEMENT_LINES = 6, OTHER_LINES = 4, STACK_FRAMES = 24 };

const char *text_place(const struct report_frame *frame) {
    return frame ? frame->name : "unknown: no stack was kept";
}

/* ---- parts of a finding ---- */

static void write_source(struct text_output *output, const struct report_source *source) {
    for (size_t i = 0; i < source->count; i++) {
        const struct report_source_line *line = &source->lines[i];
        fprintf(output->file, "  %*s%c %5d  %s\n", TEXT_LABEL_COLUMNS - 2, "", line->is_marked ? '>' : ' ',
                line->number, text_cut(output, line->text, TEXT_WIDTH - TEXT_LABEL_COLUMNS - 9));
    }
}

static void write_loop(struct text_output *output, const struct report_loop *loop) {
    const char *place = text_place(loop->where);
    if (loop->header_line > 0 && loop->header_line != loop->where->line)
        place = pool_format(&output->pool, "%s (the loop starts at line %d)", place, loop->header_line);
    text_write_labelled(output, "loop", place, OTHER_LINES);
    write_source(output, &loop->source);
    if (loop->through)
        text_write_labelled(output, "through", text_place(loop->through), OTHER_LINES);
    if (loop->body)
        text_write_labelled(output, "body", text_place(loop->body), OTHER_LINES);
}

static void write_call_site(struct text_output *output, const struct report_finding *finding) {
    if (finding->call_site != finding->loop->where)
        text_write_labelled(output, "call site", text_place(finding->call_site), OTHER_LINES);
}

static void write_parent(struct text_output *output, const struct report_finding *finding) {
    const struct report_parent *parent = finding->parent;
    if (!parent) {
        text_write_labelled(output, "looped over", finding->no_parent, OTHER_LINES);
        return;
    }
    text_write_labelled(output, "looped over", parent->statement->shown, OTHER_LINES);
    text_write_labelled(output, "",
                        pool_format(&output->pool, "%s, %s, at %s", text_counted(output, parent->rows, "row"),
                                    text_counted(output, parent->calls, "execution"),
                                    text_place(parent->parting)),
                        OTHER_LINES);
    for (size_t i = 0; i < parent->value_match_count; i++) {
        const struct report_value_match *match = &parent->value_matches[i];
        text_write_labelled(output, i ? "" : "proof",
                            pool_format(&output->pool,
                                        "parameter %u came from column %s of those rows: %s of %s values",
                                        match->parameter, match->column[0] ? match->column : "(no name)",
                                        text_count(output, match->matched), text_count(output, match->of)),
                            OTHER_LINES);
    }
}

static const char *describe_n(struct text_output *output, const struct report_finding *finding) {
    const struct report_episodes *episodes = &finding->episodes;
    const char *one = finding->parent ? "execution of that statement" : "uninterrupted run";
    const char *several = finding->parent ? "executions of that statement" : "uninterrupted runs";
    const char *count = text_count(output, episodes->count);
    if (episodes->count == 1)
        return pool_format(&output->pool, "%s for one %s", text_count(output, episodes->children), one);
    if (episodes->minimum == episodes->maximum)
        return pool_format(&output->pool, "%s for each of %s %s", text_count(output, episodes->maximum),
                           count, several);
    return pool_format(&output->pool, "median %s, largest %s, over %s %s",
                       text_count(output, episodes->median), text_count(output, episodes->maximum), count,
                       several);
}

static void write_time(struct text_output *output, const struct report_finding *finding) {
    const char *text = !isfinite(finding->seconds)
                           ? "unknown"
                           : pool_format(&output->pool, "%s in the database, of which up to %s can be saved",
                                         text_seconds(output, finding->seconds),
                                         text_seconds(output, finding->saving_seconds));
    text_write_labelled(output, "time", text, OTHER_LINES);
}

static void write_fix(struct text_output *output, const struct report_finding *finding) {
    text_write_labelled(output, "fix", finding->advice, OTHER_LINES);
    if (finding->advice_sql)
        text_write_labelled(output, "", finding->advice_sql, STATEMENT_LINES);
}

/* ---- the stack ---- */

static const char *describe_line(struct text_output *output, const struct report_stack_line *line) {
    const struct report_frame *frame = line->frame;
    if (line->folded)
        return pool_format(&output->pool, "  ... %s in %s%s", text_counted(output, line->folded, "frame"),
                           line->folded_in, line->several ? " and others" : "");
    return pool_format(&output->pool, "%c %s  %s%s", line->is_loop ? '>' : ' ',
                       frame->short_name ? frame->short_name : "?", frame->short_place,
                       line->is_loop    ? "  (the loop)"
                       : frame->in_loop ? "  (in a loop)"
                                        : "");
}

static void write_stack(struct text_output *output, const struct report_folded_stack *stack) {
    for (size_t i = 0; i < stack->count; i++) {
        const char *label = i ? "" : "stack";
        if (i == STACK_FRAMES && stack->count - i > 1) {
            text_write_labelled(
                output, label,
                pool_format(&output->pool, "  ... %s more", text_counted(output, stack->count - i, "line")),
                2);
            return;
        }
        text_write_labelled(output, label, describe_line(output, &stack->lines[i]), 2);
    }
    if (stack->truncated)
        text_write_labelled(output, "", "  ... the outermost frames were not kept", 2);
}

/* ---- all of it ---- */

void text_write_finding(struct text_output *output, const struct report_finding *finding) {
    fprintf(output->file, "%zu. %s, %s: %s\n", finding->number, finding->kind,
            text_counted(output, finding->calls, "execution"), finding->kind_text);
    text_write_labelled(output, "statement", finding->statement->shown, STATEMENT_LINES);
    write_loop(output, finding->loop);
    write_call_site(output, finding);
    write_parent(output, finding);
    text_write_labelled(output, "n", describe_n(output, finding), OTHER_LINES);
    write_time(output, finding);
    write_fix(output, finding);
    if (finding->nested_in)
        text_write_labelled(output, "nested in",
                            pool_format(&output->pool, "finding %zu, which repeats the statement looped over",
                                        finding->nested_in->number),
                            OTHER_LINES);
    write_stack(output, &finding->folded);
    text_write_labelled(output, "id",
                        pool_format(&output->pool, "%s  %s, %s, %s of parameters", finding->id,
                                    finding->statement->driver, finding->confidence,
                                    text_counted(output, finding->distinct_parameters, "distinct set")),
                        OTHER_LINES);
    fputc('\n', output->file);
}
