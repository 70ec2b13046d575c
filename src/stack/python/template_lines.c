#include "template_lines.h"

#include <string.h>

#include "host/memory.h"
#include "loopline/capture.h"
#include "python/template_table.h"
#include "template_metadata.h"

enum { LINE_LIMIT = 10000000 };

/* The module's state: what the last call returned, and what it was read from (NULL: nothing yet). */
static struct loopline_code_origin origins[PYTHON_TEMPLATE_ORIGINS];
static char *text;
enum { TEXT_BYTES = 1 << 18 };

/* Only programs with templates pay for it. */
static bool has_room_for_text(void) {
    if (!text)
        text = memory_map(TEXT_BYTES);
    return text != NULL;
}

static bool take_number(struct runtime_bytes *rest, uint32_t *number) {
    *number = 0;
    const char *start = rest->bytes;
    while (rest->length && *rest->bytes >= '0' && *rest->bytes <= '9' && *number < LINE_LIMIT) {
        *number = *number * 10 + (uint32_t)(*rest->bytes - '0');
        rest->bytes++;
        rest->length--;
    }
    return rest->bytes != start && *number < LINE_LIMIT;
}

static bool take_character(struct runtime_bytes *rest, char character) {
    if (!rest->length || *rest->bytes != character)
        return false;
    rest->bytes++;
    rest->length--;
    return true;
}

/* "1=12&3=18": a line of the template, the first line of what was made from it (Jinja2 2 and 3). */
static size_t read_pairs(struct runtime_bytes rest) {
    size_t count = 0;
    while (count < PYTHON_TEMPLATE_ORIGINS) {
        struct loopline_code_origin *origin = &origins[count];
        if (!take_number(&rest, &origin->line) || !take_character(&rest, '=') ||
            !take_number(&rest, &origin->generated))
            return 0;
        count++;
        if (!take_character(&rest, '&'))
            return rest.length ? 0 : count;
    }
    return count;
}

/* What Jinja2 calls a template that lies in no file. */
static const char without_file[] = "<template>";

static bool is_without_file(const struct runtime_code *code) {
    return code->file_bytes == sizeof without_file - 1 &&
           memcmp(code->file, without_file, sizeof without_file - 1) == 0;
}

/* Copies a text among the globals into `text`. */
static size_t copy_global(const struct python_names *names, const void *globals, const char *name) {
    return python_names_copy_text(names, python_names_entry(names, globals, name), text,
                                  sizeof((struct runtime_code *)0)->file);
}

static void call(struct runtime_code *code, const char *name, size_t length, uint32_t flags) {
    memcpy(code->file, name, length);
    code->file_bytes = length;
    code->flags |= flags;
}

static void call_by_name(const struct python_names *names, const void *globals, struct runtime_code *code) {
    const size_t length = copy_global(names, globals, "name");
    if (length)
        call(code, text, length, LOOPLINE_CODE_UNFILED);
}

/* Mako's: the template's file, or else its address, which is made up where nobody gave it one. */
static void call_by_module(const struct python_names *names, const void *globals, struct runtime_code *code) {
    static const char made_up[] = "memory:";
    size_t length = copy_global(names, globals, "_template_filename");
    if (length) {
        call(code, text, length, 0);
        return;
    }
    length = copy_global(names, globals, "_template_uri");
    if (!length || (length >= sizeof made_up && memcmp(text, made_up, sizeof made_up - 1) == 0))
        call(code, without_file, sizeof without_file - 1, 0);
    else
        call(code, text, length, LOOPLINE_CODE_UNFILED);
}

static void read_metadata(const struct python_names *names, const void *frame, const void *globals,
                          struct runtime_code *result) {
    const size_t length = python_template_metadata_copy(names, frame, text, TEXT_BYTES);
    const size_t count =
        length ? python_template_table_parse(text, length, origins, PYTHON_TEMPLATE_ORIGINS) : 0;
    if (!count)
        return;
    result->origins = (struct runtime_bytes){(const char *)origins, count * sizeof *origins};
    call_by_module(names, globals, result);
}

/* A module of Python has its name before anything else; what an engine gives to its code has none. */
void python_template_lines_read(const struct python_names *names, const void *frame,
                                struct runtime_code *result) {
    const void *globals = python_names_globals(names, frame);
    if (globals && python_template_metadata_may_be(result) && has_room_for_text())
        read_metadata(names, frame, globals, result);
    if (!globals || python_names_is_first(names, globals, "__name__"))
        return;
    const void *lines = python_names_entry(names, globals, "debug_info");
    if (!lines || !has_room_for_text())
        return;
    const size_t length = python_names_copy_text(names, lines, text, TEXT_BYTES);
    const size_t count = length ? read_pairs((struct runtime_bytes){text, length}) : 0;
    if (!count)
        return;
    result->origins = (struct runtime_bytes){(const char *)origins, count * sizeof *origins};
    if (is_without_file(result))
        call_by_name(names, globals, result);
}
