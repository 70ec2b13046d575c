/* The comparison of two runs as one page: what became of each loop, and of each call path. */
#include <math.h>
#include <string.h>

#include "assets.h"
#include "base/index.h"
#include "parts.h"
#include "report/diff.h"
#include "report/escape/json.h"
#include "report/escape/xml.h"
#include "report/numbers.h"

/* ---- call paths of both runs: a tree, the outermost function at its root ---- */

enum run { BEFORE, AFTER, RUNS };

/* Lines move from one version of a program to the next, so a path is one of functions, not of lines. */
struct node {
    size_t name; /* in the tree's names */
    bool is_statement;
    uint64_t calls[RUNS];
    double micro[RUNS];
    struct node *children;
    struct node *next;
};

struct tree {
    struct pool *pool;
    struct node root;
    size_t nodes;
    const char **names; /* each once */
    size_t name_count;
    size_t name_capacity;
    struct index index;
};

static bool is_name(const void *context, size_t entry, const void *name) {
    const struct tree *tree = context;
    return strcmp(tree->names[entry], name) == 0;
}

static size_t name_in(struct tree *tree, const char *name) {
    const uint64_t hash = hash_text(0, name);
    const size_t found = index_find(&tree->index, hash, is_name, tree, name);
    if (found != INDEX_NOT_FOUND)
        return found;
    tree->names =
        pool_grow(tree->pool, tree->names, tree->name_count, &tree->name_capacity, sizeof(*tree->names));
    tree->names[tree->name_count] = name;
    index_add(&tree->index, tree->pool, hash, tree->name_count);
    return tree->name_count++;
}

static size_t name_of_frame(struct tree *tree, const struct report_frame *frame) {
    const char *file = frame->file ? frame->file : frame->module;
    return name_in(tree, frame->short_name && file
                             ? pool_format(tree->pool, "%s  %s", frame->short_name, report_basename(file))
                             : frame->short_place);
}

static size_t name_of_statement(struct tree *tree, const struct report_statement *statement) {
    return name_in(tree, html_short_statement(tree->pool, statement->shown));
}

static void add_cost(struct node *node, const struct report_site *site, enum run run) {
    node->calls[run] += site->calls;
    node->micro[run] += isfinite(site->seconds) ? site->seconds * 1e6 : 0;
}

static struct node *child_of(struct tree *tree, struct node *node, size_t name, bool is_statement) {
    struct node *child = node->children;
    while (child && (child->name != name || child->is_statement != is_statement))
        child = child->next;
    if (child)
        return child;
    child = pool_allocate(tree->pool, 1, sizeof(*child));
    *child = (struct node){.name = name, .is_statement = is_statement, .next = node->children};
    node->children = child;
    tree->nodes++;
    return child;
}

static void add_site(struct tree *tree, const struct report_site *site, enum run run) {
    struct node *node = &tree->root;
    add_cost(node, site, run);
    for (size_t i = site->stack->count; i-- > 0;) {
        node = child_of(tree, node, name_of_frame(tree, site->stack->frames[i]), false);
        add_cost(node, site, run);
    }
    add_cost(child_of(tree, node, name_of_statement(tree, site->statement), true), site, run);
}

static void add_report(struct tree *tree, const struct report *report, enum run run) {
    for (size_t i = 0; i < report->site_count && i < HTML_SITES && tree->nodes < HTML_NODES * (run + 1) / 2;
         i++)
        add_site(tree, report->sites[i], run);
}

static void write_node(struct json_writer *json, const char *key, const struct node *node, size_t depth) {
    json_begin_array(json, key);
    json_count(json, NULL, node->name);
    for (enum run run = BEFORE; run < RUNS; run++) {
        json_count(json, NULL, node->calls[run]);
        json_count(json, NULL, number_rounded(node->micro[run]));
    }
    json_truth(json, NULL, node->is_statement);
    json_begin_array(json, NULL);
    for (const struct node *child = node->children; child && depth < HTML_DEEPEST; child = child->next)
        write_node(json, NULL, child, depth + 1);
    json_end_array(json);
    json_end_array(json);
}

static void write_data(FILE *file, struct pool *pool, const struct comparison *comparison) {
    struct json_writer json = {.file = file, .layout = JSON_IN_SCRIPT};
    struct tree tree = {.pool = pool};
    tree.root.name = name_in(&tree, "all statements");
    add_report(&tree, comparison->before, BEFORE);
    add_report(&tree, comparison->after, AFTER);
    json_begin_object(&json, NULL);
    write_node(&json, "flame", &tree.root, 0);
    json_begin_array(&json, "names");
    for (size_t i = 0; i < tree.name_count; i++)
        json_text(&json, NULL, tree.names[i]);
    json_end_array(&json);
    json_end_object(&json);
}

/* ---- loops ---- */

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
