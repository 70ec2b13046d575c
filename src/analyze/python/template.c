#include "template.h"

#include <string.h>

#include "python/template_table.h"

/* Of the qualified name that there is since 3.11, "root.<locals>.macro". */
static const char *last_name(const char *qualified) {
    const char *dot = strrchr(qualified, '.');
    return dot ? dot + 1 : qualified;
}

/* Jinja2's code generator: `root`, `block_NAME`, and `macro` for macros and call blocks. */
static const char *name_in_template(struct pool *pool, const char *name) {
    static const char block[] = "block_";
    if (strcmp(name, "root") == 0)
        return "template";
    if (strncmp(name, block, sizeof(block) - 1) == 0)
        return pool_format(pool, "block %s", name + sizeof(block) - 1);
    return name;
}

/* Mako's: render_body, and render_NAME for what has a name; what lies within has one of its own. */
static bool is_of_table(const struct capture_code *code) {
    return strncmp(code->name, PYTHON_TEMPLATE_FUNCTION, sizeof(PYTHON_TEMPLATE_FUNCTION) - 1) == 0;
}

/* The line behind the one that announces the table; NULL: there is none. */
static const char *table_of(const struct source_file *compiled) {
    for (size_t i = compiled->line_count; i > 1; i--) {
        if (strcmp(compiled->lines[i - 2], PYTHON_TEMPLATE_TABLE) == 0)
            return compiled->lines[i - 1];
    }
    return NULL;
}

/* {"filename": "/srv/templates/posts.html", …}: a path without characters that JSON escapes. */
static const char *template_path(struct pool *pool, const char *table) {
    static const char key[] = "\"filename\": \"";
    const char *start = strstr(table, key);
    const char *path = start ? start + sizeof(key) - 1 : "";
    const size_t length = strcspn(path, "\"\\");
    return length && path[length] == '"' ? pool_format(pool, "%.*s", (int)length, path) : NULL;
}

/* A module in a file of its own, which the engine wrote. */
static const struct capture_code *read_compiled(struct pool *pool, const struct source_file *compiled,
                                                const struct capture_code *code) {
    const char *table = table_of(compiled);
    const char *path = table ? template_path(pool, table) : NULL;
    if (!path)
        return code;
    const char *whole = pool_format(pool, "%s%s", PYTHON_TEMPLATE_TABLE, table);
    struct loopline_code_origin *origins = pool_allocate(pool, PYTHON_TEMPLATE_ORIGINS, sizeof(*origins));
    const size_t count = python_template_table_parse(whole, strlen(whole), origins, PYTHON_TEMPLATE_ORIGINS);
    struct capture_code *template = pool_allocate(pool, 1, sizeof(*template));
    *template = *code;
    template->file = path;
    template->origins = (const uint8_t *)origins;
    template->origins_bytes = count * sizeof(*origins);
    return count ? template : code;
}

static const char *name_of_function(const char *name) {
    name += sizeof(PYTHON_TEMPLATE_FUNCTION) - 1;
    return strcmp(name, "body") == 0 ? "template" : name;
}

const struct capture_code *python_code_of_template(struct pool *pool, struct source_files *files,
                                                   const struct capture_code *code) {
    const bool of_table = is_of_table(code);
    if (of_table && !code->origins_bytes)
        code = read_compiled(pool, source_files_get(files, code->file), code);
    if (!code->origins_bytes)
        return code;
    struct capture_code *template = pool_allocate(pool, 1, sizeof(*template));
    *template = *code;
    template->name = of_table && !strchr(code->name, '.') ? name_of_function(code->name)
                                                          : name_in_template(pool, last_name(code->name));
    return template;
}
