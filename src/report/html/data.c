#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "report/escape/json.h"
#include "report/formats.h"
#include "report/numbers.h"

static size_t at_most(size_t count, size_t limit) {
    return count < limit ? count : limit;
}

/* ---- the call paths of the flame view: a tree, the outermost frame at its root ---- */

enum { LEAF = 2, LOOP = 1 };

struct node {
    size_t name; /* number of the frame, or of a leaf's statement */
    int kind;    /* LEAF: a statement; LOOP: a frame in a loop; 0: a frame */
    uint64_t calls;
    double micro;
    struct node *children;
    struct node *next;
};

struct tree {
    struct pool *pool;
    struct node root;
    size_t nodes;
    bool *used; /* frames that stand in it, by their number */
};

static struct node *child_of(struct tree *tree, struct node *node, size_t name, int kind) {
    struct node *child = node->children;
    while (child && (child->name != name || child->kind != kind))
        child = child->next;
    if (child)
        return child;
    child = pool_allocate(tree->pool, 1, sizeof(*child));
    tree->nodes++;
    child->name = name;
    child->kind = kind;
    child->next = node->children;
    node->children = child;
    return child;
}

static void add_cost(struct node *node, const struct report_site *site) {
    node->calls += site->calls;
    node->micro += isfinite(site->seconds) ? site->seconds * 1e6 : 0;
}

static void add_site(struct tree *tree, const struct report_site *site) {
    struct node *node = &tree->root;
    add_cost(node, site);
    for (size_t i = site->stack->count; i-- > 0;) {
        const struct report_frame *frame = site->stack->frames[i];
        tree->used[frame->number] = true;
        node = child_of(tree, node, frame->number, frame->in_loop ? LOOP : 0);
        add_cost(node, site);
    }
    add_cost(child_of(tree, node, site->statement->number, LEAF), site);
}

static void write_node(struct json_writer *json, const char *key, const struct node *node, size_t depth) {
    json_begin_array(json, key);
    json_count(json, NULL, node->name);
    json_count(json, NULL, node->calls);
    json_count(json, NULL, number_rounded(node->micro));
    json_count(json, NULL, (uint64_t)node->kind);
    json_begin_array(json, NULL);
    for (const struct node *child = node->children; child && depth < HTML_DEEPEST; child = child->next)
        write_node(json, NULL, child, depth + 1);
    json_end_array(json);
    json_end_array(json);
}

static const char *name_of(struct pool *pool, const struct report_frame *frame) {
    return frame->short_name ? pool_format(pool, "%s  %s", frame->short_name, frame->short_place)
                             : frame->short_place;
}

static void write_flame(struct json_writer *json, struct pool *pool, const struct report *report) {
    struct tree tree = {.pool = pool, .root = {.name = report->frame_count}};
    tree.used = pool_allocate(pool, report->frame_count, sizeof(bool));
    for (size_t i = 0; i < at_most(report->site_count, HTML_SITES) && tree.nodes < HTML_NODES; i++)
        add_site(&tree, report->sites[i]);
    write_node(json, "flame", &tree.root, 0);
    json_begin_array(json, "names");
    for (size_t i = 0; i < report->frame_count; i++)
        json_text(json, NULL, tree.used[i] ? name_of(pool, report->frames[i]) : "");
    json_text(json, NULL, "all statements");
    json_end_array(json);
}

/* ---- call sites and when they ran ---- */

static const char *verdict_of(struct pool *pool, const struct report_site *site) {
    if (site->finding)
        return pool_format(pool, "loop %zu", site->finding->loop->number);
    return site->reason ? site->reason : "";
}

static void write_sites(struct json_writer *json, struct pool *pool, const struct report *report) {
    json_begin_array(json, "sites");
    for (size_t i = 0; i < at_most(report->site_count, HTML_SITES); i++) {
        const struct report_site *site = report->sites[i];
        json_begin_array(json, NULL);
        json_count(json, NULL, site->calls);
        json_count(json, NULL, site->rows);
        json_real(json, NULL, site->seconds * 1e6);
        json_count(json, NULL, site->statement->number);
        json_count(json, NULL, site->telling ? site->telling->number : report->frame_count);
        json_text(json, NULL, verdict_of(pool, site));
        json_end_array(json);
    }
    json_end_array(json);
}

static void write_places(struct json_writer *json, struct pool *pool, const struct report *report) {
    bool *used = pool_allocate(pool, report->frame_count + 1, sizeof(bool));
    for (size_t i = 0; i < at_most(report->site_count, HTML_SITES); i++) {
        if (report->sites[i]->telling)
            used[report->sites[i]->telling->number] = true;
    }
    json_begin_array(json, "places");
    for (size_t i = 0; i < report->frame_count; i++)
        json_text(json, NULL, used[i] ? report->frames[i]->short_place : "");
    json_text(json, NULL, "?");
    json_end_array(json);
}

static void write_statements(struct json_writer *json, struct pool *pool, const struct report *report) {
    bool *used = pool_allocate(pool, report->statement_count, sizeof(bool));
    for (size_t i = 0; i < at_most(report->site_count, HTML_SITES); i++)
        used[report->sites[i]->statement->number] = true;
    json_begin_array(json, "statements");
    for (size_t i = 0; i < report->statement_count; i++) {
        const char *text = used[i] ? report->statements_seen[i]->shown : "";
        json_text(json, NULL, html_short_statement(pool, text));
    }
    json_end_array(json);
}

/* Threads are numbered through all processes. */
static void write_spans(struct json_writer *json, const struct report *report) {
    size_t written = 0;
    json_begin_array(json, "spans");
    for (size_t i = 0; i < at_most(report->site_count, HTML_SITES); i++) {
        const struct report_site *site = report->sites[i];
        for (size_t j = 0; j < site->span_count && written < HTML_SPANS; j++, written++) {
            json_begin_array(json, NULL);
            json_count(json, NULL, ((uint64_t)site->spans[j].process << 32) + site->spans[j].thread);
            json_count(json, NULL, site->spans[j].first);
            json_count(json, NULL, site->spans[j].last);
            json_count(json, NULL, i);
            json_count(json, NULL, site->finding != NULL);
            json_end_array(json);
        }
    }
    json_end_array(json);
}

static void write_markdown(struct json_writer *json, const struct report *report, size_t loops_in_full) {
    json_begin_object(json, "markdown");
    for (size_t i = 0; i < loops_in_full; i++) {
        char *text = NULL;
        size_t bytes = 0;
        FILE *file = open_memstream(&text, &bytes);
        if (file) {
            write_markdown_loop(report->loops[i], file);
            fclose(file);
        }
        char key[24];
        snprintf(key, sizeof(key), "%zu", report->loops[i]->number);
        json_text(json, key, text ? text : "");
        free(text);
    }
    json_end_object(json);
}

void html_write_data(FILE *file, const struct report *report, size_t loops_in_full) {
    struct json_writer json = {.file = file, .layout = JSON_IN_SCRIPT};
    struct pool pool = {0};
    json_begin_object(&json, NULL);
    write_flame(&json, &pool, report);
    write_sites(&json, &pool, report);
    write_places(&json, &pool, report);
    write_statements(&json, &pool, report);
    write_spans(&json, report);
    write_markdown(&json, report, loops_in_full);
    json_end_object(&json);
    pool_free(&pool);
}
