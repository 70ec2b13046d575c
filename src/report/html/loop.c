#include <string.h>

#include "parts.h"
#include "report/escape/xml.h"
#include "report/numbers.h"

void html_write_element(FILE *file, const char *tag, const char *name, const char *text) {
    fprintf(file, "<%s", tag);
    if (name)
        xml_attribute(file, "class", name);
    fputc('>', file);
    xml_text(file, text);
    fprintf(file, "</%s>", tag);
}

static void write_term(FILE *file, const char *title, const char *text) {
    fputs("<dt>", file);
    xml_text(file, title);
    fputs("</dt><dd>", file);
    xml_text(file, text);
    fputs("</dd>\n", file);
}

static void write_place_term(FILE *file, const char *title, const struct report_frame *frame) {
    fputs("<dt>", file);
    xml_text(file, title);
    fputs("</dt><dd>", file);
    html_write_element(file, "code", NULL, frame ? frame->name : "unknown");
    fputs("</dd>\n", file);
}

static void write_source(FILE *file, const struct report_source *source) {
    if (!source->count)
        return;
    fputs("<pre class=\"source\">", file);
    for (size_t i = 0; i < source->count; i++) {
        const struct report_source_line *line = &source->lines[i];
        fprintf(file, "<span%s>%5d  ", line->is_marked ? " class=\"marked\"" : "", line->number);
        xml_text(file, line->text);
        fputs("</span>", file);
    }
    fputs("</pre>\n", file);
}

static void write_stack(FILE *file, struct pool *pool, const struct report_folded_stack *stack) {
    fputs("<details><summary>Stack, innermost call first</summary><pre>", file);
    for (size_t i = 0; i < stack->count && i < HTML_FRAMES_OF_STACK; i++) {
        const struct report_stack_line *line = &stack->lines[i];
        if (line->folded) {
            fprintf(file, "  ... %s in ", number_counted(pool, line->folded, "frame"));
            xml_text(file, line->folded_in);
            fputs(line->several ? " and others\n" : "\n", file);
            continue;
        }
        fputs(line->is_reported ? "&gt; " : "  ", file);
        xml_text(file, line->frame->name);
        fputc('\n', file);
    }
    if (stack->count > HTML_FRAMES_OF_STACK)
        fprintf(file, "  ... %zu more\n", stack->count - HTML_FRAMES_OF_STACK);
    fputs("</pre></details>\n", file);
}

static void write_proof(FILE *file, struct pool *pool, const struct report_parent *parent) {
    for (size_t i = 0; i < parent->value_match_count; i++) {
        const struct report_value_match *match = &parent->value_matches[i];
        write_term(file, "Proof",
                   pool_format(pool, "parameter %u came from column %s of those rows: %s of %s values",
                               match->parameter, match->column[0] ? match->column : "(no name)",
                               number_count(pool, match->matched), number_count(pool, match->of)));
    }
}

static void write_finding(FILE *file, struct pool *pool, const struct report_finding *finding) {
    html_write_element(file, "pre", NULL, finding->statement->shown);
    fputs("<dl>\n", file);
    write_term(file, "Executions",
               pool_format(pool, "%s (%s, %s): %s", number_count(pool, finding->calls), finding->kind,
                           finding->confidence, finding->kind_text));
    write_term(file, "N", number_of_executions(pool, finding));
    if (report_has_own_call_site(finding))
        write_place_term(file, "Run at", finding->call_site);
    if (finding->parent) {
        fputs("<dt>Looped over</dt><dd>", file);
        html_write_element(file, "code", NULL, finding->parent->statement->shown);
        fputs("</dd>\n", file);
        write_place_term(file, pool_format(pool, "%s at", number_counted(pool, finding->parent->rows, "row")),
                         finding->parent->parting);
        write_proof(file, pool, finding->parent);
    }
    fputs("</dl>\n<div class=\"fix\">", file);
    html_write_element(file, "p", NULL, finding->advice);
    if (finding->advice_sql)
        html_write_element(file, "pre", NULL, finding->advice_sql);
    fputs("</div>\n", file);
    write_stack(file, pool, &finding->folded);
}

static void write_around(FILE *file, struct pool *pool, const struct report_loop *loop) {
    fputs("<dl>\n", file);
    write_term(file, "Cost",
               pool_format(pool, "%s, %s in the database; up to %s can be saved",
                           number_of_statements(pool, loop), number_seconds(pool, loop->seconds),
                           number_seconds(pool, loop->saving_seconds)));
    if (loop->through)
        write_place_term(file, "Through", loop->through);
    if (loop->body)
        write_place_term(file, "Which calls", loop->body);
    if (loop->entry && loop->entry->name && strcmp(loop->entry->kind, "command") != 0)
        write_term(file, "In", pool_format(pool, "%s %s", loop->entry->kind, loop->entry->name));
    if (loop->entry && loop->entry->trace_id)
        write_term(file, "Trace", loop->entry->trace_id);
    if (loop->nested_in)
        fprintf(file, "<dt>Inside</dt><dd><a href=\"#loop-%zu\">loop %zu</a></dd>\n", loop->nested_in->number,
                loop->nested_in->number);
    fputs("</dl>\n", file);
}

void html_write_loop(FILE *file, const struct report_loop *loop) {
    struct pool pool = {0};
    fprintf(file, "<article id=\"loop-%zu\" tabindex=\"-1\" data-loop=\"%zu\" data-kind=\"", loop->number,
            loop->number);
    for (size_t i = 0; i < loop->finding_count; i++)
        fprintf(file, "%s%s", i ? " " : "", loop->findings[i]->kind);
    fputs("\">\n<div class=\"head\"><h3>", file);
    fprintf(file, "%zu. ", loop->number);
    html_write_element(file, "code", NULL, loop->where->name);
    fprintf(
        file,
        "</h3><button type=\"button\" class=\"scripted\" hidden data-copy=\"%zu\">Copy as Markdown</button>"
        "</div>\n",
        loop->number);
    write_source(file, &loop->source);
    write_around(file, &pool, loop);
    for (size_t i = 0; i < loop->finding_count && i < HTML_STATEMENTS_OF_LOOP; i++)
        write_finding(file, &pool, loop->findings[i]);
    if (loop->finding_count > HTML_STATEMENTS_OF_LOOP)
        fprintf(file, "<p>It repeats %s more, each cheaper than these.</p>\n",
                number_counted(&pool, loop->finding_count - HTML_STATEMENTS_OF_LOOP, "statement"));
    fputs("</article>\n", file);
    pool_free(&pool);
}
