#include "template_table.h"

#include <stdbool.h>
#include <string.h>

enum { LINE_LIMIT = 10000000 };

/* Of the JSON, numbers are all that counts. */
struct scan {
    const char *at;
    const char *end;
};

static bool skip_to(struct scan *scan, const char *text) {
    const char *found = memmem(scan->at, (size_t)(scan->end - scan->at), text, strlen(text));
    scan->at = found ? found + strlen(text) : scan->end;
    return found != NULL;
}

/* The next number of the table; false: it has ended. */
static bool next_number(struct scan *scan, uint32_t *number) {
    while (scan->at < scan->end && *scan->at != '}' && (*scan->at < '0' || *scan->at > '9'))
        scan->at++;
    if (scan->at == scan->end || *scan->at == '}')
        return false;
    *number = 0;
    for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9' && *number < LINE_LIMIT; scan->at++)
        *number = *number * 10 + (uint32_t)(*scan->at - '0');
    return *number < LINE_LIMIT;
}

size_t python_template_table_parse(const char *source, size_t length, struct loopline_code_origin *origins,
                                   size_t capacity) {
    struct scan scan = {source, source + length};
    size_t count = 0;
    uint32_t generated = 0;
    uint32_t line = 0;
    if (!skip_to(&scan, PYTHON_TEMPLATE_TABLE) || !skip_to(&scan, "\"line_map\"") || !skip_to(&scan, "{"))
        return 0;
    while (count < capacity && next_number(&scan, &generated) && next_number(&scan, &line)) {
        if (count && origins[count - 1].generated >= generated)
            break;
        origins[count++] = (struct loopline_code_origin){.line = line ? line : 1, .generated = generated};
    }
    return count;
}
