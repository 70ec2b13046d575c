#include "python_captures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *open_capture(const char *name) {
    const char *directory = getenv("LOOPLINE_FIXTURES");
    char path[4096];
    if (!directory ||
        snprintf(path, sizeof path, "%s/python/%s.capture", directory, name) >= (int)sizeof path)
        return NULL;
    return fopen(path, "r");
}

static bool read_hex(const char *text, uint8_t **bytes, size_t *length) {
    *length = strlen(text) / 2;
    *bytes = malloc(*length + 1);
    if (!*bytes)
        return false;
    for (size_t i = 0; i < *length; i++) {
        char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};
        char *end = NULL;
        (*bytes)[i] = (uint8_t)strtoul(digits, &end, 16);
        if (end != digits + 2)
            return false;
    }
    return true;
}

static bool read_code(char *fields, int minor, struct python_capture *capture) {
    struct captured_code *grown = realloc(capture->codes, (capture->count + 1) * sizeof *grown);
    if (!grown)
        return false;
    capture->codes = grown;
    struct captured_code *code = &grown[capture->count++];
    *code = (struct captured_code){.bytes.minor = minor};
    char *name = NULL;
    code->bytes.first_line = (uint32_t)strtoul(fields, &name, 10);
    return snprintf(code->name, sizeof code->name, "%s", name + (*name == ' ')) < (int)sizeof code->name;
}

static bool read_loop(char *field, struct captured_query *query) {
    if (query->loop_count == CAPTURED_LOOPS)
        return false;
    struct captured_loop *loop = &query->loops[query->loop_count++];
    return sscanf(field, "%7[a-z]=%d", loop->name, &loop->header_line) == 2;
}

static bool read_query(char *fields, struct captured_code *code) {
    if (code->query_count == CAPTURED_QUERIES)
        return false;
    struct captured_query *query = &code->queries[code->query_count++];
    char *rest = NULL;
    query->offset = (uint32_t)strtoul(fields, &rest, 10);
    query->line = (int)strtol(rest, &rest, 10);
    for (char *field = strtok(rest, " "); field; field = strtok(NULL, " "))
        if (!read_loop(field, query))
            return false;
    return true;
}

static bool read_line(char *line, int *minor, struct python_capture *capture) {
    line[strcspn(line, "\n")] = '\0';
    char *fields = strchr(line, ' ');
    if (line[0] == '#' || !fields)
        return line[0] == '#';
    *fields++ = '\0';
    if (strcmp(line, "version") == 0) {
        *minor = (int)strtol(fields, NULL, 10);
        return true;
    }
    if (strcmp(line, "code") == 0)
        return read_code(fields, *minor, capture);
    if (capture->count == 0)
        return false;
    struct captured_code *code = &capture->codes[capture->count - 1];
    if (strcmp(line, "bytecode") == 0)
        return read_hex(fields, (uint8_t **)&code->bytes.bytecode, &code->bytes.bytecode_bytes);
    if (strcmp(line, "lines") == 0)
        return read_hex(fields, (uint8_t **)&code->bytes.line_table, &code->bytes.line_table_bytes);
    return strcmp(line, "query") == 0 && read_query(fields, code);
}

bool python_capture_read(const char *name, struct python_capture *capture) {
    *capture = (struct python_capture){0};
    FILE *file = open_capture(name);
    if (!file)
        return false;
    char *line = NULL;
    size_t room = 0;
    int minor = 0;
    bool well_formed = true;
    while (well_formed && getline(&line, &room, file) > 0)
        well_formed = read_line(line, &minor, capture);
    free(line);
    fclose(file);
    return well_formed && capture->count > 0;
}

void python_capture_free(struct python_capture *capture) {
    for (size_t i = 0; i < capture->count; i++) {
        free((void *)capture->codes[i].bytes.bytecode);
        free((void *)capture->codes[i].bytes.line_table);
    }
    free(capture->codes);
    *capture = (struct python_capture){0};
}
