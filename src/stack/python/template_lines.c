#include "template_lines.h"

#include <string.h>

#include "loopline/capture.h"
#include "stack/host_memory.h"

/* What is behind that many lines of code keeps the last one's. */
enum { MOST_ORIGINS = 4096, LINE_LIMIT = 10000000 };

/* The module's state: what the last call returned, and what it was read from. */
static struct loopline_code_origin origins[MOST_ORIGINS];
static char text[1 << 18];

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
    while (count < MOST_ORIGINS) {
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

static bool is_without_file(const struct runtime_code *code) {
    static const char placeholder[] = "<template>";
    return code->file_bytes == sizeof placeholder - 1 &&
           memcmp(code->file, placeholder, sizeof placeholder - 1) == 0;
}

static void call_by_name(const struct python_names *names, const void *globals, struct runtime_code *code) {
    const size_t length =
        python_names_copy_text(names, python_names_entry(names, globals, "name"), text, sizeof code->file);
    if (!length)
        return;
    memcpy(code->file, text, length);
    code->file_bytes = length;
    code->flags |= LOOPLINE_CODE_UNFILED;
}

/* A module of Python has its name before anything else; what an engine gives to its code has none. */
void python_template_lines_read(const struct python_names *names, const void *frame,
                                struct runtime_code *result) {
    const void *globals = python_names_globals(names, frame);
    if (!globals || python_names_is_first(names, globals, "__name__"))
        return;
    const size_t length =
        python_names_copy_text(names, python_names_entry(names, globals, "debug_info"), text, sizeof text);
    const size_t count = length ? read_pairs((struct runtime_bytes){text, length}) : 0;
    if (!count)
        return;
    result->origins = (struct runtime_bytes){(const char *)origins, count * sizeof *origins};
    if (is_without_file(result))
        call_by_name(names, globals, result);
}
