/* The report as one page: no network, light and dark, on small screens and on paper. */
#include <math.h>
#include <stdlib.h>

#include "assets.h"
#include "parts.h"
#include "report/escape/xml.h"
#include "report/formats.h"
#include "report/numbers.h"

/* ---- head ---- */

static void write_head(FILE *file, struct pool *pool, const struct report *report) {
    const char *subject = report->process_count == 1 ? report->processes[0].command_line
                                                     : number_of_processes(pool, report->process_count);
    html_begin_page(file, subject);
    fprintf(file,
            "<a class=\"skip\" href=\"#loops\">Skip to the loops</a>\n<header>\n<h1>%s repeating "
            "statements</h1>\n<p><code>",
            number_counted(pool, report->loop_count, "loop"));
    xml_text(file, subject);
    fprintf(file, "</code></p>\n<p class=\"faint\">%s, %s distinct, %s, %s",
            number_counted(pool, report->statements, "statement"), number_count(pool, report->fingerprints),
            number_of_processes(pool, report->process_count),
            number_counted(pool, report->threads, "thread"));
    if (isfinite(report->seconds))
        fprintf(file, ", %s in the database", number_seconds(pool, report->seconds));
    fputs("</p>\n<nav aria-label=\"Parts of the report\"><ul>"
          "<li><a href=\"#loops\">Loops</a></li><li><a href=\"#details\">Details</a></li>"
          "<li><a href=\"#flame-section\">Call paths</a></li>"
          "<li><a href=\"#timeline-section\">Order</a></li>"
          "<li><a href=\"#sites-section\">Call sites</a></li><li><a href=\"#rest\">Not reported</a></li>"
          "</ul></nav>\n</header>\n<main>\n",
          file);
}

/* ---- loops ---- */

/* Loops around this one. */
static size_t depth_of(const struct report_loop *loop) {
    size_t depth = 0;
    while ((loop = loop->nested_in) && depth < 8)
        depth++;
    return depth;
}

static double cost_of(const struct report_loop *loop) {
    return isfinite(loop->saving_seconds) ? loop->saving_seconds : 0;
}

static void write_row(FILE *file, struct pool *pool, const struct report_loop *loop, double highest,
                      bool has_details) {
    fprintf(file, "<tr data-loop=\"%zu\" data-kind=\"", loop->number);
    for (size_t i = 0; i < loop->finding_count; i++)
        fprintf(file, "%s%s", i ? " " : "", loop->findings[i]->kind);
    fprintf(
        file,
        "\"><td class=\"number\">%zu</td><td class=\"number\">%s<span class=\"cost\" style=\"width:%.0f%%\">"
        "</span></td><td class=\"number\">%s</td><td style=\"padding-left:%zupx\">",
        loop->number, number_seconds(pool, loop->saving_seconds),
        highest > 0 ? cost_of(loop) / highest * 100 : 0, number_count(pool, loop->statements),
        8 + depth_of(loop) * 16);
    if (has_details)
        fprintf(file, "<a href=\"#loop-%zu\">", loop->number);
    html_write_element(file, "code", NULL,
                       loop->where->short_name && loop->where->name != loop->where->place
                           ? pool_format(pool, "%s in %s", loop->where->short_place, loop->where->short_name)
                           : loop->where->short_place);
    fputs(has_details ? "</a></td><td class=\"wide\">" : "</td><td class=\"wide\">", file);
    html_write_element(file, "code", NULL, html_short_statement(pool, loop->findings[0]->statement->shown));
    fputs("</td></tr>\n", file);
}

static void write_tools(FILE *file) {
    fputs("<div class=\"tools scripted\" hidden>"
          "<input type=\"search\" id=\"search\" aria-label=\"Search in file, function and statement\" "
          "placeholder=\"Search ( / )\">\n"
          "<select id=\"kind\" aria-label=\"Kind\"><option value=\"\">all kinds</option>"
          "<option>n+1</option><option>duplicate</option><option>write-loop</option></select>\n"
          "<button type=\"button\" id=\"expand\" aria-expanded=\"false\">Open all stacks</button>\n"
          "<span id=\"status\" role=\"status\" class=\"faint\"></span></div>\n",
          file);
}

/* The costliest loops, as many as there is room for. Freed by the caller. */
static char *render_details(const struct report *report, size_t *count) {
    char *text = NULL;
    size_t bytes = 0;
    FILE *file = open_memstream(&text, &bytes);
    *count = 0;
    if (!file)
        return NULL;
    for (; *count < report->loop_count && bytes < HTML_LOOPS_BYTES; ++*count) {
        html_write_loop(file, report->loops[*count]);
        fflush(file);
    }
    fclose(file);
    return text;
}

/* Returns how many loops are shown in full. */
static size_t write_loops(FILE *file, struct pool *pool, const struct report *report) {
    double highest = 0;
    size_t in_full = 0;
    char *details = render_details(report, &in_full);
    for (size_t i = 0; i < report->loop_count; i++)
        highest = cost_of(report->loops[i]) > highest ? cost_of(report->loops[i]) : highest;
    fputs("<section id=\"loops\" aria-label=\"Loops\"><h2>Loops</h2>\n", file);
    write_tools(file);
    if (!report->statements)
        html_write_element(file, "p", NULL, report_no_statements_text());
    else if (!report->loop_count)
        html_write_element(file, "p", NULL, "No loop repeats statements.");
    fputs("<div class=\"scroll\"><table><thead><tr><th class=\"number\">No.</th><th class=\"number\">Can "
          "save</th>"
          "<th class=\"number\">Statements</th><th>Loop line</th><th class=\"wide\">Repeats</th></tr></thead>"
          "<tbody>\n",
          file);
    for (size_t i = 0; i < report->loop_count && i < HTML_LOOPS_LISTED; i++)
        write_row(file, pool, report->loops[i], highest, i < in_full);
    fputs("</tbody></table></div>\n", file);
    if (report->loop_count > HTML_LOOPS_LISTED)
        fprintf(file, "<p class=\"faint\">%s more in the text and JSON reports.</p>\n",
                number_count(pool, report->loop_count - HTML_LOOPS_LISTED));
    fputs("</section>\n<section id=\"details\" aria-label=\"Details\"><h2>Details</h2>\n", file);
    fputs(details ? details : "", file);
    fputs("</section>\n", file);
    free(details);
    return in_full;
}

/* ---- views that the script draws ---- */

static void write_views(FILE *file) {
    fputs(
        "<section id=\"flame-section\" class=\"scripted\" hidden aria-label=\"Call paths\"><h2>Call "
        "paths</h2>\n"
        "<p class=\"faint\">Outermost call first, as wide as what it costs; orange is in a loop. Enter zooms "
        "in, "
        "Escape out, arrows move.</p>\n"
        "<div class=\"tools\"><select id=\"weight\" aria-label=\"Width by\"><option value=\"time\">time in "
        "the "
        "database</option><option value=\"calls\">statements</option></select>"
        "<button type=\"button\" id=\"flame-out\">Zoom out</button></div>\n<div "
        "id=\"flame\"></div></section>\n"
        "<section id=\"timeline-section\" class=\"scripted\" hidden aria-label=\"Order of statements\">"
        "<h2>Order of statements</h2>\n<p class=\"faint\">One row for each thread: from the first to the "
        "last "
        "execution of each call site, by the number of the statement; orange is a loop above.</p>\n"
        "<div class=\"tools\"><button type=\"button\" id=\"zoom-in\">Zoom in</button>"
        "<button type=\"button\" id=\"zoom-out\">Zoom out</button></div>"
        "<div id=\"timeline\" class=\"scroll\" tabindex=\"0\" role=\"img\" aria-label=\"Order of "
        "statements\"></div>"
        "</section>\n"
        "<section id=\"sites-section\" class=\"scripted\" hidden aria-label=\"Call sites\"><h2>Call "
        "sites</h2>\n"
        "<div class=\"scroll\"><table><thead><tr><th class=\"number\">Statements</th>"
        "<th class=\"number wide\">Rows</th><th "
        "class=\"number\">Time</th><th>At</th><th>Statement</th></tr></thead>"
        "<tbody id=\"sites\"></tbody></table></div>"
        "<p><button type=\"button\" id=\"more-sites\" hidden></button></p></section>\n",
        file);
}

/* ---- the end ---- */

static void write_rest(FILE *file, struct pool *pool, const struct report *report) {
    fputs("<section id=\"rest\" aria-label=\"Not reported\"><h2>Not reported, and why</h2>\n<ul>\n", file);
    for (size_t i = 0; i < report->dismissed_count; i++) {
        const struct report_dismissal *dismissal = &report->dismissed[i];
        html_write_element(file, "li", NULL,
                           pool_format(pool, "%s: %s from %s", dismissal->reason,
                                       number_counted(pool, dismissal->statements, "statement"),
                                       number_counted(pool, dismissal->sites, "call site")));
    }
    fputs("</ul>\n", file);
    if (report->note_count)
        fputs("<h2>Notes</h2>\n<ul>\n", file);
    for (size_t i = 0; i < report->note_count; i++)
        html_write_element(file, "li", NULL, report->notes[i]);
    fputs(report->note_count ? "</ul></section>\n" : "</section>\n", file);
}

void write_html_report(const struct report *report, const struct report_style *style, FILE *output) {
    struct pool pool = {0};
    (void)style;
    write_head(output, &pool, report);
    const size_t in_full = write_loops(output, &pool, report);
    write_views(output);
    write_rest(output, &pool, report);
    html_end_main(output);
    html_write_data(output, report, in_full);
    fprintf(output, "</script>\n<script>\n%s%s</script>\n</body></html>\n", html_shared_script,
            html_page_script);
    pool_free(&pool);
}
