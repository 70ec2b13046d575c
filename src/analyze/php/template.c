#include "template.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "loopline/capture.h"

/* Twig 1 to 3: names of its classes, the comment in front of each line's code, and what ends the file. */
static const char class_start[] = "__TwigTemplate_";
static const char line_comment[] = "// line ";
static const char source_start[] = "new Source(\"\", \"";

/* The template's line that a line of the compiled file was made from; 0: none is told. */
static int template_line(const struct source_file *compiled, int line) {
    for (int i = line; i > 0 && (size_t)i <= compiled->line_count; i--) {
        const char *text = compiled->lines[i - 1] + strspn(compiled->lines[i - 1], " \t");
        if (strncmp(text, line_comment, sizeof(line_comment) - 1) == 0)
            return (int)strtol(text + sizeof(line_comment) - 1, NULL, 10);
        if (strncmp(text, "public function ", 16) == 0 || strncmp(text, "protected function ", 19) == 0)
            return 0;
    }
    return 0;
}

/* Up to the quote that ends a string of PHP; `\\`, `\"` and `\$` stand for what follows the backslash. */
static const char *read_string(struct pool *pool, const char *text) {
    char *result = pool_allocate(pool, strlen(text) + 1, 1);
    size_t length = 0;
    for (; *text && *text != '"'; text++) {
        if (*text == '\\' && text[1])
            text++;
        result[length++] = *text;
    }
    return *text && length ? result : NULL;
}

/* return new Source("", "posts.html.twig", "/srv/templates/posts.html.twig"); */
static const char *template_path(struct pool *pool, const struct source_file *compiled) {
    for (size_t i = compiled->line_count; i > 0; i--) {
        const char *source = strstr(compiled->lines[i - 1], source_start);
        const char *path = source ? strstr(source + sizeof(source_start) - 1, "\", \"") : NULL;
        if (path)
            return read_string(pool, path + 4);
    }
    return NULL;
}

/* With the flag that a loop's line may have. */
static uint32_t told_line(const struct source_file *compiled, uint32_t line) {
    const uint32_t items = line & LOOPLINE_CODE_LOOP_ITEMS;
    return (uint32_t)template_line(compiled, (int)(line & ~LOOPLINE_CODE_LOOP_ITEMS)) | items;
}

/* A copy of the table, with the template's lines; an entry is `entry_bytes` long, its line at `offset`. */
static const uint8_t *translate(struct pool *pool, const struct source_file *compiled, const uint8_t *table,
                                size_t bytes, size_t entry_bytes, size_t offset) {
    uint8_t *result = pool_copy_bytes(pool, table, bytes);
    for (size_t at = 0; at + entry_bytes <= bytes; at += entry_bytes) {
        uint32_t line;
        memcpy(&line, result + at + offset, sizeof(line));
        line = told_line(compiled, line);
        memcpy(result + at + offset, &line, sizeof(line));
    }
    return result;
}

const struct capture_code *php_code_of_template(struct pool *pool, struct source_files *files,
                                                const struct capture_code *code) {
    const char *method = strstr(code->name, "::");
    if (strncmp(code->name, class_start, sizeof(class_start) - 1) != 0 || !method)
        return code;
    const struct source_file *compiled = source_files_get(files, code->file);
    const char *path = template_path(pool, compiled);
    if (!path)
        return code;
    struct capture_code *result = pool_allocate(pool, 1, sizeof(*result));
    *result = *code;
    result->file = path;
    result->name = method + 2;
    result->bytecode =
        translate(pool, compiled, code->bytecode, code->bytecode_bytes, sizeof(struct loopline_code_line),
                  offsetof(struct loopline_code_line, line));
    result->line_table =
        translate(pool, compiled, code->line_table, code->line_table_bytes, sizeof(struct loopline_code_loop),
                  offsetof(struct loopline_code_loop, line));
    return result;
}
