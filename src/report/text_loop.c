#include "report/text_loop.h"

#include <math.h>
#include <string.h>

#include "report/formats.h"
#include "report/numbers.h"

enum { STATEMENT_LINES = 6, OTHER_LINES = 4, STACK_LINES = 12 };

static const char *name_of(const struct report_frame *frame) {
    return frame ? frame->name : "unknown: no stack was kept";
}

/* ---- the loop ---- */

/* "100 statements, 10.0 ms, of which up to 9.9 ms can be saved" */
static const char *describe_cost(struct pool *pool, const struct report_loop *loop) {
    const char *statements = number_of_statements(pool, loop);
    const bool has_transactions = isfinite(loop->transaction_seconds) && loop->transaction_seconds > 0;
    if (!isfinite(loop->seconds))
        return pool_format(pool, "%s; their time is unknown", statements);
    return pool_format(pool, "%s, %s in the database%s%s; up to %s can be saved", statements,
                       number_seconds(pool, loop->seconds), has_transactions ? " and for transactions " : "",
                       has_transactions ? number_seconds(pool, loop->transaction_seconds) : "",
                       number_seconds(pool, loop->saving_seconds));
}

static void write_source(struct text_output *output, const struct report_source *source) {
    for (size_t i = 0; i < source->count; i++) {
        const struct report_source_line *line = &source->lines[i];
        if (line->is_marked)
            text_paint(output, PAINT_LOOP);
        fprintf(output->file, "  %*s%c %5d  %s\n", TEXT_LABEL_COLUMNS - 2, "", line->is_marked ? '>' : ' ',
                line->number, text_cut(output, line->text, output->columns - TEXT_LABEL_COLUMNS - 9));
        if (line->is_marked)
            text_unpaint(output);
    }
}

static const char *describe_entry(struct pool *pool, const struct report_entry *entry) {
    const char *name = entry->name ? entry->name : "an unknown function";
    const char *text = pool_format(pool, "%s %s", entry->kind, name);
    if (entry->frame)
        text = pool_format(pool, "%s at %s", text, entry->frame->place);
    if (entry->others)
        text = pool_format(pool, "%s, and %s more", text, number_count(pool, entry->others));
    if (entry->of > 1)
        text = pool_format(pool, "%s, in %s of %s", text, number_count(pool, entry->executions),
                           number_counted(pool, entry->of, entry->kind));
    return text;
}

static void write_head(struct text_output *output, const struct report_loop *loop) {
    struct pool *pool = &output->pool;
    text_paint(output, PAINT_HEADING);
    text_write_wrapped(output, 0, pool_format(pool, "%zu. %s", loop->number, name_of(loop->where)), 3);
    text_unpaint(output);
    text_write_labelled(output, "cost", describe_cost(pool, loop), OTHER_LINES);
    if (loop->header_line > 0 && loop->header_line != loop->where->line && !loop->source.count)
        text_write_labelled(output, "loop", pool_format(pool, "starts at line %d", loop->header_line),
                            OTHER_LINES);
    write_source(output, &loop->source);
    if (loop->through)
        text_write_labelled(output, "through", name_of(loop->through), OTHER_LINES);
    if (loop->body)
        text_write_labelled(output, "which calls", name_of(loop->body), OTHER_LINES);
    if (loop->entry && strcmp(loop->entry->kind, "command") != 0)
        text_write_labelled(output, "in", describe_entry(pool, loop->entry), OTHER_LINES);
    if (loop->entry && loop->entry->trace_id)
        text_write_labelled(output, "trace", loop->entry->trace_id, OTHER_LINES);
    if (loop->nested_in)
        text_write_labelled(
            output, "inside",
            pool_format(pool, "loop %zu, %s", loop->nested_in->number, loop->nested_in->where->short_place),
            OTHER_LINES);
}

/* ---- its findings ---- */

static void write_parent(struct text_output *output, const struct report_finding *finding) {
    const struct report_parent *parent = finding->parent;
    struct pool *pool = &output->pool;
    if (!parent)
        return;
    text_write_labelled(output, "looped over", parent->statement->shown, OTHER_LINES);
    text_write_labelled(output, "",
                        pool_format(pool, "%s, %s, at %s", number_counted(pool, parent->rows, "row"),
                                    number_counted(pool, parent->calls, "execution"),
                                    name_of(parent->parting)),
                        OTHER_LINES);
    for (size_t i = 0; i < parent->value_match_count; i++) {
        const struct report_value_match *match = &parent->value_matches[i];
        text_write_labelled(output, i ? "" : "proof",
                            pool_format(pool,
                                        "parameter %u came from column %s of those rows: %s of %s values",
                                        match->parameter, match->column[0] ? match->column : "(no name)",
                                        number_count(pool, match->matched), number_count(pool, match->of)),
                            OTHER_LINES);
    }
}

static void write_time(struct text_output *output, const struct report_finding *finding) {
    struct pool *pool = &output->pool;
    if (finding->loop->finding_count > 1 && isfinite(finding->seconds))
        text_write_labelled(output, "time",
                            pool_format(pool, "%s, of which up to %s can be saved",
                                        number_seconds(pool, finding->seconds),
                                        number_seconds(pool, finding->saving_seconds)),
                            OTHER_LINES);
}

static void write_fix(struct text_output *output, const struct report_finding *finding) {
    text_write_labelled(output, "fix", finding->advice, OTHER_LINES);
    if (finding->advice_sql)
        text_write_labelled(output, "", finding->advice_sql, STATEMENT_LINES);
}

static const char *describe_line(struct pool *pool, const struct report_stack_line *line) {
    const struct report_frame *frame = line->frame;
    if (line->folded)
        return pool_format(pool, "  ... %s in %s%s", number_counted(pool, line->folded, "frame"),
                           line->folded_in, line->several ? " and others" : "");
    return pool_format(pool, "%c %s  %s%s", line->is_reported ? '>' : ' ',
                       frame->short_name ? frame->short_name : "?", frame->short_place,
                       line->is_loop    ? "  (the loop)"
                       : frame->in_loop ? "  (in a loop)"
                                        : "");
}

static void write_folded_stack(struct text_output *output, const struct report_folded_stack *stack) {
    struct pool *pool = &output->pool;
    for (size_t i = 0; i < stack->count; i++) {
        const char *label = i ? "" : "stack";
        if (i == STACK_LINES && stack->count - i > 1) {
            text_write_labelled(output, label,
                                pool_format(pool, "  ... %s more (--all shows them)",
                                            number_counted(pool, stack->count - i, "line")),
                                2);
            return;
        }
        text_write_labelled(output, label, describe_line(pool, &stack->lines[i]), 2);
    }
    if (stack->truncated)
        text_write_labelled(output, "", "  ... the outermost frames are missing", 2);
}

static void write_whole_stack(struct text_output *output, const struct report_stack *stack) {
    for (size_t i = 0; i < stack->count; i++) {
        const struct report_stack_line line = {.frame = stack->frames[i]};
        text_write_labelled(output, i ? "" : "stack", describe_line(&output->pool, &line), 2);
    }
}

static void write_finding(struct text_output *output, const struct report_finding *finding, bool all) {
    struct pool *pool = &output->pool;
    text_write_labelled(output, finding->kind, finding->statement->shown, STATEMENT_LINES);
    text_write_labelled(
        output, "",
        pool_format(pool, "%s: %s", number_counted(pool, finding->calls, "execution"), finding->kind_text),
        OTHER_LINES);
    if (report_has_own_call_site(finding))
        text_write_labelled(output, "run at", name_of(finding->call_site), OTHER_LINES);
    write_parent(output, finding);
    text_write_labelled(output, "n", number_of_executions(pool, finding), OTHER_LINES);
    write_time(output, finding);
    write_fix(output, finding);
    if (all)
        write_whole_stack(output, finding->stack);
    else
        write_folded_stack(output, &finding->folded);
    text_write_labelled(output, "id",
                        pool_format(pool, "%s  %s, %s, %s of parameters", finding->id,
                                    finding->statement->driver, finding->confidence,
                                    number_counted(pool, finding->distinct_parameters, "distinct set")),
                        OTHER_LINES);
    fputc('\n', output->file);
}

void text_write_loop(struct text_output *output, const struct report_loop *loop, bool all) {
    const size_t count = loop->finding_count;
    const size_t shown = all || count <= REPORT_STATEMENTS_SHOWN ? count : REPORT_STATEMENTS_SHOWN;
    write_head(output, loop);
    for (size_t i = 0; i < shown; i++)
        write_finding(output, loop->findings[i], all);
    if (shown < count)
        fprintf(output->file, "  ... and %s more in this loop (--all shows them)\n\n",
                number_counted(&output->pool, count - shown, "statement"));
}
