#include "report/diff.h"

#include <math.h>

#include "report/escape/json.h"
#include "report/escape/markup.h"
#include "report/numbers.h"
#include "report/text_layout.h"

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

static void write_markdown(const struct comparison *comparison, const struct report_style *style,
                           FILE *output) {
    static const char *const titles[] = {"", "Statements", "Time", "N", "Loop line", "Repeats"};
    struct markup markup = {.file = output};
    struct pool pool = {0};
    (void)style;
    markup_strong(&markup, comparison_totals(&pool, comparison));
    markup_end_paragraph(&markup);
    markup_text(&markup, comparison_fates(&pool, comparison));
    markup_end_paragraph(&markup);
    markup_table_head(&markup, titles, sizeof(titles) / sizeof(*titles));
    for (size_t i = 0; i < comparison->count; i++) {
        const struct loop_change *change = &comparison->changes[i];
        const struct report_loop *before = change->before;
        const struct report_loop *after = change->after;
        markup_begin_row(&markup);
        markup_text(&markup, loop_fate_name(change->fate));
        markup_next_cell(&markup);
        markup_text(&markup,
                    pool_format(&pool, "%s → %s", number_count(&pool, before ? before->statements : 0),
                                number_count(&pool, after ? after->statements : 0)));
        markup_next_cell(&markup);
        markup_text(&markup,
                    pool_format(&pool, "%s → %s", before ? number_seconds(&pool, before->seconds) : "0 s",
                                after ? number_seconds(&pool, after->seconds) : "0 s"));
        markup_next_cell(&markup);
        markup_text(&markup, pool_format(&pool, "%s → %s",
                                         number_count(&pool, before ? report_loop_largest_n(before) : 0),
                                         number_count(&pool, after ? report_loop_largest_n(after) : 0)));
        markup_next_cell(&markup);
        markup_code(&markup, latest(change)->where->short_place);
        markup_next_cell(&markup);
        markup_code(&markup, latest(change)->findings[0]->statement->shown);
        markup_end_row(&markup);
    }
    markup_end_table(&markup);
    pool_free(&pool);
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
