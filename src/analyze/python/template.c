#include "template.h"

#include <string.h>

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

const struct capture_code *python_code_of_template(struct pool *pool, struct source_files *files,
                                                   const struct capture_code *code) {
    (void)files;
    if (!code->origins_bytes)
        return code;
    struct capture_code *template = pool_allocate(pool, 1, sizeof(*template));
    *template = *code;
    template->name = name_in_template(pool, last_name(code->name));
    return template;
}
