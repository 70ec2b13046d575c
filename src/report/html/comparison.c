/* The comparison of two runs as one page: what became of each loop, and of each call path. */
#include "assets.h"
#include "call_paths.h"
#include "parts.h"
#include "report/diff.h"
#include "report/numbers.h"

static void write_data(FILE *file, struct pool *pool, const struct comparison *comparison) {
    struct json_writer json = {.file = file, .layout = JSON_IN_SCRIPT};
    struct html_names names = {.pool = pool};
    const struct report *const runs[] = {comparison->before, comparison->after};
    json_begin_object(&json, NULL);
    html_write_call_paths(&json, &names, runs, 2);
    html_write_names(&json, &names);
    json_end_object(&json);
}

static void write_count_cell(FILE *file, struct pool *pool, uint64_t before, uint64_t after) {
    html_write_element(file, "td", "number change",
                       pool_format(pool, "%s → %s", number_count(pool, before), number_count(pool, after)));
}

static void write_row(FILE *file, struct pool *pool, const struct loop_change *change) {
    const struct report_loop *before = change->before;
    const struct report_loop *after = change->after;
    const struct report_loop *latest = after ? after : before;
    const char *fate = loop_fate_name(change->fate);
    if (!latest)
        return;
    fputs("<tr data-loop>", file);
    html_write_element(file, "td", pool_format(pool, "fate %s", fate), fate);
    write_count_cell(file, pool, before ? before->statements : 0, after ? after->statements : 0);
    html_write_element(file, "td", "number change wide",
                       pool_format(pool, "%s → %s", before ? number_seconds(pool, before->seconds) : "0 s",
                                   after ? number_seconds(pool, after->seconds) : "0 s"));
    write_count_cell(file, pool, before ? report_loop_largest_n(before) : 0,
                     after ? report_loop_largest_n(after) : 0);
    fputs("<td>", file);
    html_write_element(file, "code", NULL, latest->where->short_place);
    if (latest->where->short_name)
        html_write_element(file, "div", "faint", pool_format(pool, "in %s", latest->where->short_name));
    fputs("</td><td class=\"wide\">", file);
    html_write_element(file, "code", NULL, html_short_statement(pool, latest->findings[0]->statement->shown));
    fputs("</td></tr>\n", file);
}

static void write_loops(FILE *file, struct pool *pool, const struct comparison *comparison) {
    fputs("<section id=\"loops\" aria-label=\"Loops\"><h2>Loops</h2>\n", file);
    if (!comparison->count)
        html_write_element(file, "p", NULL, "No loop repeats statements, before or after.");
    else
        fputs("<div class=\"scroll\"><table><thead><tr><th>Change</th><th class=\"number\">Statements</th>"
              "<th class=\"number wide\">Time</th><th class=\"number\">N</th><th>Loop line</th>"
              "<th class=\"wide\">Repeats</th></tr></thead><tbody>\n",
              file);
    for (size_t i = 0; i < comparison->count && i < HTML_LOOPS_LISTED; i++)
        write_row(file, pool, &comparison->changes[i]);
    if (comparison->count)
        fputs("</tbody></table></div>\n", file);
    if (comparison->count > HTML_LOOPS_LISTED)
        fprintf(file, "<p class=\"faint\">%s more in the text and JSON comparisons.</p>\n",
                number_count(pool, comparison->count - HTML_LOOPS_LISTED));
    fputs("</section>\n", file);
}

void write_html_comparison(const struct comparison *comparison, const struct report_style *style,
                           FILE *output) {
    struct pool pool = {0};
    (void)style;
    html_begin_page(output, "two runs compared");
    fputs("<a class=\"skip\" href=\"#loops\">Skip to the loops</a>\n<header>\n", output);
    html_write_element(output, "h1", NULL, comparison_fates(&pool, comparison));
    html_write_element(output, "p", "faint", comparison_totals(&pool, comparison));
    fputs("</header>\n<main>\n", output);
    write_loops(output, &pool, comparison);
    fputs("<section id=\"flame-section\" class=\"scripted\" hidden aria-label=\"Call paths\"><h2>Call "
          "paths</h2>\n"
          "<p class=\"faint\">Outermost call first, as wide as before and after together. ▼ and green: it "
          "costs "
          "less now; ▲ and red: more. Enter zooms in, Escape out, arrows move.</p>\n"
          "<div class=\"tools\"><select id=\"weight\" aria-label=\"Width by\">"
          "<option value=\"calls\">statements</option><option value=\"time\">time in the "
          "database</option></select>"
          "<button type=\"button\" id=\"flame-out\">Zoom out</button></div>\n<div "
          "id=\"flame\"></div></section>\n",
          output);
    html_end_main(output);
    write_data(output, &pool, comparison);
    fprintf(output, "</script>\n<script>\n%s%s</script>\n</body></html>\n", html_shared_script,
            html_comparison_script);
    pool_free(&pool);
}
