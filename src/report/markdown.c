/* The report as a ticket, in Markdown or Jira's wiki markup: whole loops up to the limit of the site. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape/markup.h"
#include "report/formats.h"
#include "report/numbers.h"
#include "report/ticket_limit.h"

enum { ROWS_SHOWN = 30, SHORT_STATEMENT = 80, CUT_STATEMENT = 400 };

/* How much of a loop is written: less where the site's limit is near. */
enum detail { DETAIL_ALL, DETAIL_NO_STACKS, DETAIL_SHORT };

struct ticket {
    struct markup markup;
    struct pool pool;
    enum detail detail;
};

/* ---- one loop ---- */

static void write_place(struct ticket *ticket, const struct report_frame *frame) {
    const struct markup *markup = &ticket->markup;
    if (!frame) {
        markup_text(markup, "an unknown place");
        return;
    }
    markup_code(markup, frame->place);
    if (frame->short_name && frame->name != frame->place) {
        markup_text(markup, " in ");
        markup_code(markup, frame->short_name);
    }
}

static void write_item(struct ticket *ticket, const char *title, const struct report_frame *frame) {
    markup_begin_item(&ticket->markup);
    markup_text(&ticket->markup, title);
    write_place(ticket, frame);
    markup_end_line(&ticket->markup);
}

static void write_statement(struct ticket *ticket, const struct report_statement *statement) {
    const char *text = ticket->detail == DETAIL_SHORT
                           ? ticket_cut(&ticket->pool, statement->shown, CUT_STATEMENT)
                           : statement->shown;
    markup_block(&ticket->markup, "sql", text);
}

static void write_source(struct ticket *ticket, const struct report_loop *loop) {
    char *text = NULL;
    size_t bytes = 0;
    if (!loop->source.count || ticket->detail == DETAIL_SHORT)
        return;
    FILE *file = open_memstream(&text, &bytes);
    if (!file)
        return;
    for (size_t i = 0; i < loop->source.count; i++) {
        const struct report_source_line *line = &loop->source.lines[i];
        fprintf(file, "%s%c %5d  %s", i ? "\n" : "", line->is_marked ? '>' : ' ', line->number, line->text);
    }
    fclose(file);
    markup_block(&ticket->markup, NULL, text);
    free(text);
}

static void write_parent(struct ticket *ticket, const struct report_parent *parent) {
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    markup_text(markup, pool_format(pool, "It is run for the rows (%s in %s) of the statement at ",
                                    number_count(pool, parent->rows),
                                    number_counted(pool, parent->calls, "execution")));
    write_place(ticket, parent->parting);
    markup_text(markup, ":");
    markup_end_paragraph(markup);
    write_statement(ticket, parent->statement);
    for (size_t i = 0; i < parent->value_match_count; i++) {
        const struct report_value_match *match = &parent->value_matches[i];
        markup_begin_item(markup);
        markup_text(markup, pool_format(pool, "Proof: parameter %u came from column ", match->parameter));
        markup_code(markup, match->column[0] ? match->column : "(no name)");
        markup_text(markup, pool_format(pool, " of those rows, %s of %s values.",
                                        number_count(pool, match->matched), number_count(pool, match->of)));
        markup_end_line(markup);
    }
    if (parent->value_match_count)
        markup_end_line(markup);
}

static void write_fix(struct ticket *ticket, const struct report_finding *finding) {
    const struct markup *markup = &ticket->markup;
    markup_strong(markup, "What to do:");
    markup_text(markup, " ");
    markup_text(markup, finding->advice);
    markup_end_paragraph(markup);
    if (finding->advice_sql && ticket->detail != DETAIL_SHORT)
        markup_block(markup, "sql", finding->advice_sql);
}

static void write_stack(struct ticket *ticket, const struct report_folded_stack *stack) {
    char *text = NULL;
    size_t bytes = 0;
    FILE *file = ticket->detail == DETAIL_ALL ? open_memstream(&text, &bytes) : NULL;
    if (!file)
        return;
    for (size_t i = 0; i < stack->count; i++) {
        const struct report_stack_line *line = &stack->lines[i];
        fputs(i ? "\n" : "", file);
        if (line->folded)
            fprintf(file, "  ... %s in %s%s", number_counted(&ticket->pool, line->folded, "frame"),
                    line->folded_in, line->several ? " and others" : "");
        else
            fprintf(file, "%c %s  %s", line->is_reported ? '>' : ' ',
                    line->frame->short_name ? line->frame->short_name : "?", line->frame->place);
    }
    fclose(file);
    markup_begin_details(&ticket->markup, "Stack, innermost call first");
    markup_block(&ticket->markup, NULL, text);
    markup_end_details(&ticket->markup);
    free(text);
}

static void write_finding(struct ticket *ticket, const struct report_finding *finding) {
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    markup_text(markup,
                pool_format(pool, "%s of (%s, %s):", number_counted(pool, finding->calls, "execution"),
                            finding->kind, finding->confidence));
    markup_end_paragraph(markup);
    write_statement(ticket, finding->statement);
    if (report_has_own_call_site(finding))
        write_item(ticket, "Run at ", finding->call_site);
    markup_begin_item(markup);
    markup_text(markup, pool_format(pool, "N: %s", number_of_executions(pool, finding)));
    markup_end_paragraph(markup);
    if (finding->parent)
        write_parent(ticket, finding->parent);
    write_fix(ticket, finding);
    write_stack(ticket, &finding->folded);
}

static const char *describe_cost(struct pool *pool, const struct report_loop *loop) {
    const char *statements = number_of_statements(pool, loop);
    if (!isfinite(loop->seconds))
        return statements;
    return pool_format(pool, "%s, %s in the database; up to %s can be saved.", statements,
                       number_seconds(pool, loop->seconds), number_seconds(pool, loop->saving_seconds));
}

static void write_loop(struct ticket *ticket, const struct report_loop *loop) {
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    markup_begin_heading(markup, 3);
    markup_text(markup, pool_format(pool, "%zu. ", loop->number));
    write_place(ticket, loop->where);
    markup_end_paragraph(markup);
    markup_text(markup, describe_cost(pool, loop));
    markup_end_paragraph(markup);
    write_source(ticket, loop);
    if (loop->through)
        write_item(ticket, "Through the library's loop at ", loop->through);
    if (loop->body)
        write_item(ticket, "Which calls ", loop->body);
    if (loop->nested_in)
        write_item(ticket, pool_format(pool, "Inside loop %zu, ", loop->nested_in->number),
                   loop->nested_in->where);
    if (loop->entry && loop->entry->name && strcmp(loop->entry->kind, "command") != 0) {
        markup_begin_item(markup);
        markup_text(markup, pool_format(pool, "In the %s ", loop->entry->kind));
        markup_code(markup, loop->entry->name);
        markup_end_line(markup);
    }
    if (loop->entry && loop->entry->trace_id) {
        markup_begin_item(markup);
        markup_text(markup, "For example in the trace ");
        markup_code(markup, loop->entry->trace_id);
        markup_end_line(markup);
    }
    markup_end_line(markup);
    for (size_t i = 0; i < loop->finding_count && i < REPORT_STATEMENTS_SHOWN; i++)
        write_finding(ticket, loop->findings[i]);
    if (loop->finding_count <= REPORT_STATEMENTS_SHOWN)
        return;
    markup_text(markup, pool_format(pool, "It repeats %s more, each cheaper than these.",
                                    number_counted(pool, loop->finding_count - REPORT_STATEMENTS_SHOWN,
                                                   "statement")));
    markup_end_paragraph(markup);
}

/* ---- head and end ---- */

static void write_row(struct ticket *ticket, const struct report_loop *loop) {
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    markup_begin_row(markup);
    markup_text(markup, number_count(pool, loop->number));
    markup_next_cell(markup);
    markup_text(markup, number_seconds(pool, loop->saving_seconds));
    markup_next_cell(markup);
    markup_text(markup, number_count(pool, loop->statements));
    markup_next_cell(markup);
    markup_code(markup, ticket_cut(pool, loop->where->short_place, SHORT_STATEMENT));
    markup_next_cell(markup);
    markup_code(markup, ticket_cut(pool, loop->findings[0]->statement->shown, SHORT_STATEMENT));
    markup_end_row(markup);
}

static void write_table(struct ticket *ticket, const struct report *report) {
    static const char *const titles[] = {"Loop", "Can save", "Statements", "Line", "Repeats"};
    markup_table_head(&ticket->markup, titles, sizeof(titles) / sizeof(*titles));
    for (size_t i = 0; i < report->loop_count && i < ROWS_SHOWN; i++)
        write_row(ticket, report->loops[i]);
    markup_end_table(&ticket->markup);
}

static void write_head(struct ticket *ticket, const struct report *report) {
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    uint64_t repeated = 0;
    for (size_t i = 0; i < report->loop_count; i++)
        repeated += report->loops[i]->statements;
    markup_begin_heading(markup, 2);
    markup_text(markup, pool_format(pool, "%s repeating statements",
                                    number_counted(pool, report->loop_count, "loop")));
    markup_end_paragraph(markup);
    if (report->process_count == 1)
        markup_code(markup, ticket_cut(pool, report->processes[0].command_line, CUT_STATEMENT));
    else
        markup_text(markup, number_of_processes(pool, report->process_count));
    markup_text(markup, pool_format(pool, " ran %s, %s of them in loops",
                                    number_counted(pool, report->statements, "statement"),
                                    number_count(pool, repeated)));
    if (isfinite(report->seconds))
        markup_text(markup, pool_format(pool, ", and spent %s in the database",
                                        number_seconds(pool, report->seconds)));
    markup_text(markup, ".");
    markup_end_paragraph(markup);
    if (!report->statements) {
        markup_text(markup, report_no_statements_text());
        markup_end_paragraph(markup);
    }
    if (report->loop_count)
        write_table(ticket, report);
}

static void write_end(struct ticket *ticket, const struct report *report) {
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    if (!report->dismissed_count && !report->note_count)
        return;
    markup_begin_details(markup, "What is not reported, and notes");
    for (size_t i = 0; i < report->dismissed_count; i++) {
        const struct report_dismissal *dismissal = &report->dismissed[i];
        markup_begin_item(markup);
        markup_text(markup, pool_format(pool, "%s: %s from %s", dismissal->reason,
                                        number_counted(pool, dismissal->statements, "statement"),
                                        number_counted(pool, dismissal->sites, "call site")));
        markup_end_line(markup);
    }
    for (size_t i = 0; i < report->note_count; i++) {
        markup_begin_item(markup);
        markup_text(markup, report->notes[i]);
        markup_end_line(markup);
    }
    markup_end_line(markup);
    markup_end_details(markup);
}

/* ---- limits ---- */

static void write_head_part(void *ticket, const void *report) {
    write_head(ticket, report);
}

static void write_loop_part(void *ticket, const void *loop) {
    write_loop(ticket, loop);
}

static void write_end_part(void *ticket, const void *report) {
    write_end(ticket, report);
}

static bool write_loop_within(struct ticket *ticket, const struct report_loop *loop,
                              struct ticket_room *room) {
    bool fits = false;
    for (int detail = DETAIL_ALL; !fits && detail <= DETAIL_SHORT; detail++) {
        ticket->detail = (enum detail)detail;
        fits = ticket_write_within(room, &ticket->markup, write_loop_part, ticket, loop);
    }
    ticket->detail = DETAIL_ALL;
    return fits;
}

static void write_ticket(const struct report *report, const struct report_style *style, FILE *output,
                         enum markup_dialect dialect) {
    struct ticket ticket = {.markup = {.file = output, .dialect = dialect}};
    struct ticket_room room = ticket_room_of(style->limit);
    ticket_write_within(&room, &ticket.markup, write_head_part, &ticket, report);
    size_t written = 0;
    while (written < report->loop_count && write_loop_within(&ticket, report->loops[written], &room))
        written++;
    if (written < report->loop_count)
        ticket_write_left_out(&room, &ticket.markup, &ticket.pool, report->loop_count - written,
                              report->loop_count);
    else
        ticket_write_within(&room, &ticket.markup, write_end_part, &ticket, report);
    pool_free(&ticket.pool);
}

void write_markdown_loop(const struct report_loop *loop, FILE *output) {
    struct ticket ticket = {.markup = {.file = output}};
    ticket.detail = loop->finding_count > 1 ? DETAIL_NO_STACKS : DETAIL_ALL;
    write_loop(&ticket, loop);
    pool_free(&ticket.pool);
}

void write_markdown_report(const struct report *report, const struct report_style *style, FILE *output) {
    write_ticket(report, style, output, MARKUP_MARKDOWN);
}

void write_jira_report(const struct report *report, const struct report_style *style, FILE *output) {
    write_ticket(report, style, output, MARKUP_JIRA);
}
