#include "call_paths.h"

#include <math.h>
#include <string.h>

#include "parts.h"
#include "report/numbers.h"

/* ---- names ---- */

static bool is_name(const void *context, size_t entry, const void *text) {
    const struct html_names *names = context;
    return strcmp(names->texts[entry], text) == 0;
}

size_t html_name(struct html_names *names, const char *text) {
    const uint64_t hash = hash_text(0, text);
    const size_t found = index_find(&names->index, hash, is_name, names, text);
    if (found != INDEX_NOT_FOUND)
        return found;
    names->texts =
        pool_grow(names->pool, names->texts, names->count, &names->capacity, sizeof(*names->texts));
    names->texts[names->count] = text;
    index_add(&names->index, names->pool, hash, names->count);
    return names->count++;
}

void html_write_names(struct json_writer *json, const struct html_names *names) {
    json_begin_array(json, "names");
    for (size_t i = 0; i < names->count; i++)
        json_text(json, NULL, names->texts[i]);
    json_end_array(json);
}

/* ---- the tree ---- */

enum kind { FRAME, FRAME_IN_LOOP, STATEMENT };

struct node {
    size_t name;
    enum kind kind;
    uint64_t calls[HTML_MOST_RUNS];
    double micro[HTML_MOST_RUNS];
    struct node *children;
    struct node *next;
};

struct tree {
    struct html_names *names;
    struct node root;
    size_t nodes;
    size_t run_count;
};

static const char *text_of_frame(const struct tree *tree, const struct report_frame *frame) {
    struct pool *pool = tree->names->pool;
    const char *file = frame->file ? frame->file : frame->module;
    if (!frame->short_name)
        return frame->short_place;
    if (tree->run_count == 1)
        return pool_format(pool, "%s  %s", frame->short_name, frame->short_place);
    return file ? pool_format(pool, "%s  %s", frame->short_name, report_basename(file)) : frame->short_place;
}

static void add_cost(struct node *node, const struct report_site *site, size_t run) {
    node->calls[run] += site->calls;
    node->micro[run] += isfinite(site->seconds) ? site->seconds * 1e6 : 0;
}

static struct node *child_of(struct tree *tree, struct node *node, size_t name, enum kind kind) {
    struct node *child = node->children;
    while (child && (child->name != name || child->kind != kind))
        child = child->next;
    if (child)
        return child;
    child = pool_allocate(tree->names->pool, 1, sizeof(*child));
    *child = (struct node){.name = name, .kind = kind, .next = node->children};
    node->children = child;
    tree->nodes++;
    return child;
}

/* `names_of_frames` holds one more than the name, by the number of the frame; 0: not known yet. */
static void add_site(struct tree *tree, const struct report_site *site, size_t run, size_t *names_of_frames) {
    struct node *node = &tree->root;
    add_cost(node, site, run);
    for (size_t i = site->stack->count; i-- > 0;) {
        const struct report_frame *frame = site->stack->frames[i];
        size_t *name = &names_of_frames[frame->number];
        if (!*name)
            *name = html_name(tree->names, text_of_frame(tree, frame)) + 1;
        node =
            child_of(tree, node, *name - 1, tree->run_count == 1 && frame->in_loop ? FRAME_IN_LOOP : FRAME);
        add_cost(node, site, run);
    }
    const char *statement = html_short_statement(tree->names->pool, site->statement->shown);
    add_cost(child_of(tree, node, html_name(tree->names, statement), STATEMENT), site, run);
}

/* Each run has its share of the nodes. */
static void add_run(struct tree *tree, const struct report *report, size_t run) {
    const size_t most_nodes = HTML_NODES * (run + 1) / tree->run_count;
    size_t *names_of_frames = pool_allocate(tree->names->pool, report->frame_count, sizeof(*names_of_frames));
    for (size_t i = 0; i < report->site_count && i < HTML_SITES && tree->nodes < most_nodes; i++)
        add_site(tree, report->sites[i], run, names_of_frames);
}

static void write_node(struct json_writer *json, const char *key, const struct node *node, size_t run_count,
                       size_t depth) {
    json_begin_array(json, key);
    json_count(json, NULL, node->name);
    for (size_t run = 0; run < run_count; run++) {
        json_count(json, NULL, node->calls[run]);
        json_count(json, NULL, number_rounded(node->micro[run]));
    }
    json_count(json, NULL, (uint64_t)node->kind);
    json_begin_array(json, NULL);
    for (const struct node *child = node->children; child && depth < HTML_DEEPEST; child = child->next)
        write_node(json, NULL, child, run_count, depth + 1);
    json_end_array(json);
    json_end_array(json);
}

void html_write_call_paths(struct json_writer *json, struct html_names *names,
                           const struct report *const *runs, size_t run_count) {
    struct tree tree = {.names = names, .run_count = run_count};
    tree.root.name = html_name(names, "all statements");
    for (size_t run = 0; run < run_count; run++)
        add_run(&tree, runs[run], run);
    write_node(json, "flame", &tree.root, run_count, 0);
}
