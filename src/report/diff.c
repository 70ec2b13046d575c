#include "report/diff.h"

#include <math.h>

#include "report/escape/json.h"
#include "report/escape/markup.h"
#include "report/numbers.h"
#include "report/text_layout.h"
#include "report/ticket_limit.h"

static const struct report_loop *latest(const struct loop_change *change) {
    return change->after ? change->after : change->before;
}

/* ---- text ---- */

static const enum text_paint paints[] = {[LOOP_NEW] = PAINT_BAD,
                                         [LOOP_WORSE] = PAINT_BAD,
                                         [LOOP_SAME] = PAINT_FAINT,
                                         [LOOP_BETTER] = PAINT_GOOD,
                                         [LOOP_GONE] = PAINT_GOOD};

static const char *numbers_of(struct pool *pool, const struct loop_change *change) {
    const struct report_loop *before = change->before;
    const struct report_loop *after = change->after;
    return pool_format(pool, "%s → %s statements, %s → %s, N %s → %s",
                       number_count(pool, before ? before->statements : 0),
                       number_count(pool, after ? after->statements : 0),
                       before ? number_seconds(pool, before->seconds) : "0 s",
                       after ? number_seconds(pool, after->seconds) : "0 s",
                       number_count(pool, before ? report_loop_largest_n(before) : 0),
                       number_count(pool, after ? report_loop_largest_n(after) : 0));
}

const char *comparison_totals(struct pool *pool, const struct comparison *comparison) {
    const struct report *before = comparison->before;
    const struct report *after = comparison->after;
    return pool_format(pool, "%s → %s statements, %s → %s in the database, %zu → %zu loops",
                       number_count(pool, before->statements), number_count(pool, after->statements),
                       number_seconds(pool, before->seconds), number_seconds(pool, after->seconds),
                       before->loop_count, after->loop_count);
}

const char *comparison_fates(struct pool *pool, const struct comparison *comparison) {
    const char *text = NULL;
    for (enum loop_fate fate = 0; fate < LOOP_FATES; fate++) {
        if (comparison->of_fate[fate])
            text =
                pool_format(pool, "%s%s%zu %s%s", text ? text : "", text ? ", " : "",
                            comparison->of_fate[fate], fate == LOOP_SAME ? "the " : "", loop_fate_name(fate));
    }
    return text ? pool_format(pool, "Loops: %s", text) : "No loops, before or after";
}

static void write_text_change(struct text_output *text, const struct loop_change *change) {
    const struct report_loop *loop = latest(change);
    text_paint(text, paints[change->fate]);
    fprintf(text->file, "%-7s", loop_fate_name(change->fate));
    text_unpaint(text);
    fprintf(text->file, " %s\n", text_cut_middle(text, loop->where->name, text->columns - 8));
    text_write_wrapped(text, 8, loop->findings[0]->statement->shown, 3);
    text_write_wrapped(text, 8, numbers_of(&text->pool, change), 2);
    fputc('\n', text->file);
}

static void write_text(const struct comparison *comparison, const struct report_style *style, FILE *output) {
    struct text_output text = {
        .file = output,
        .columns = style->columns >= 60 ? style->columns : REPORT_DEFAULT_COLUMNS,
        .colour = style->colour,
    };
    text_paint(&text, PAINT_HEADING);
    text_write_wrapped(&text, 0, comparison_totals(&text.pool, comparison), 2);
    text_unpaint(&text);
    text_write_wrapped(&text, 0, comparison_fates(&text.pool, comparison), 2);
    fputc('\n', output);
    for (size_t i = 0; i < comparison->count; i++)
        write_text_change(&text, &comparison->changes[i]);
    pool_free(&text.pool);
}

/* ---- tickets ---- */

enum { CUT_STATEMENT = 400 };

struct ticket {
    struct markup markup;
    struct pool pool;
    bool cuts_statements; /* where the site's limit is near */
};

static void write_head(void *context, const void *part) {
    static const char *const titles[] = {"", "Statements", "Time", "N", "Loop line", "Repeats"};
    const struct comparison *comparison = part;
    struct ticket *ticket = context;
    markup_strong(&ticket->markup, comparison_totals(&ticket->pool, comparison));
    markup_end_paragraph(&ticket->markup);
    markup_text(&ticket->markup, comparison_fates(&ticket->pool, comparison));
    markup_end_paragraph(&ticket->markup);
    markup_table_head(&ticket->markup, titles, sizeof(titles) / sizeof(*titles));
}

static void write_cell(struct ticket *ticket, const char *before, const char *after) {
    markup_text(&ticket->markup, pool_format(&ticket->pool, "%s → %s", before, after));
    markup_next_cell(&ticket->markup);
}

static void write_row(void *context, const void *part) {
    const struct loop_change *change = part;
    const struct report_loop *before = change->before;
    const struct report_loop *after = change->after;
    const char *statement = latest(change)->findings[0]->statement->shown;
    struct ticket *ticket = context;
    const struct markup *markup = &ticket->markup;
    struct pool *pool = &ticket->pool;
    ticket->markup.in_table = true;
    markup_begin_row(markup);
    markup_text(markup, loop_fate_name(change->fate));
    markup_next_cell(markup);
    write_cell(ticket, number_count(pool, before ? before->statements : 0),
               number_count(pool, after ? after->statements : 0));
    write_cell(ticket, before ? number_seconds(pool, before->seconds) : "0 s",
               after ? number_seconds(pool, after->seconds) : "0 s");
    write_cell(ticket, number_count(pool, before ? report_loop_largest_n(before) : 0),
               number_count(pool, after ? report_loop_largest_n(after) : 0));
    markup_code(markup, latest(change)->where->short_place);
    markup_next_cell(markup);
    markup_code(markup, ticket->cuts_statements ? ticket_cut(pool, statement, CUT_STATEMENT) : statement);
    markup_end_row(markup);
}

static bool write_row_within(struct ticket *ticket, const struct loop_change *change,
                             struct ticket_room *room) {
    ticket->cuts_statements = false;
    if (ticket_write_within(room, &ticket->markup, write_row, ticket, change))
        return true;
    ticket->cuts_statements = true;
    return ticket_write_within(room, &ticket->markup, write_row, ticket, change);
}

/* New and worse loops come first: those that are left out are the better ones. */
static void write_markdown(const struct comparison *comparison, const struct report_style *style,
                           FILE *output) {
    struct ticket ticket = {.markup = {.file = output}};
    struct ticket_room room = ticket_room_of(style->limit);
    size_t written = 0;
    ticket_write_within(&room, &ticket.markup, write_head, &ticket, comparison);
    while (written < comparison->count && write_row_within(&ticket, &comparison->changes[written], &room))
        written++;
    markup_end_table(&ticket.markup);
    if (written < comparison->count)
        ticket_write_left_out(&room, &ticket.markup, &ticket.pool, comparison->count - written,
                              comparison->count);
    pool_free(&ticket.pool);
}

/* ---- JSON ---- */

static void write_side(struct json_writer *json, const char *key, const struct report_loop *loop) {
    if (!loop) {
        json_null_value(json, key);
        return;
    }
    json_begin_object(json, key);
    json_count(json, "statements", loop->statements);
    json_real(json, "database_seconds", loop->seconds);
    json_real(json, "saving_seconds", loop->saving_seconds);
    json_count(json, "n", report_loop_largest_n(loop));
    json_number_or_null(json, "line", loop->where->line);
    json_end_object(json);
}

static void write_totals(struct json_writer *json, const char *key, const struct report *report) {
    json_begin_object(json, key);
    json_count(json, "statements", report->statements);
    json_real(json, "database_seconds", report->seconds);
    json_count(json, "loops", report->loop_count);
    json_end_object(json);
}

static void write_json(const struct comparison *comparison, const struct report_style *style, FILE *output) {
    struct json_writer json = {.file = output};
    (void)style;
    json_begin_object(&json, NULL);
    json_text(&json, "schema", "loopline.diff/1");
    write_totals(&json, "before", comparison->before);
    write_totals(&json, "after", comparison->after);
    json_begin_array(&json, "loops");
    for (size_t i = 0; i < comparison->count; i++) {
        const struct loop_change *change = &comparison->changes[i];
        const struct report_loop *loop = latest(change);
        json_begin_object(&json, NULL);
        json_text(&json, "id", loop->id);
        json_text(&json, "change", loop_fate_name(change->fate));
        json_text(&json, "file", loop->where->file);
        json_text(&json, "function", loop->where->function);
        json_text(&json, "statement", loop->findings[0]->statement->text);
        write_side(&json, "before", change->before);
        write_side(&json, "after", change->after);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    fputc('\n', output);
}

const struct diff_format diff_formats[] = {
    {"text", write_text}, {"markdown", write_markdown}, {"json", write_json}, {"html", write_html_comparison},
    {NULL, NULL},
};
