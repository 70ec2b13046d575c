#include "sources.h"

#include <string.h>

#include "report/escape/text.h"

#define TAB_COLUMNS 4

struct range {
    int first;
    int last;
};

/* The loop from its first line to the reported one and the next; where it starts far above, what is near. */
static struct range choose_lines(int line, int header_line) {
    struct range range = {line - 1, line + 1};
    if (header_line > 0 && header_line <= line && line - header_line <= SOURCE_LINES_SHOWN - 2)
        range.first = header_line;
    else if (line > 2)
        range.first = line - 2;
    if (header_line == line)
        range.last = line + 2;
    if (range.first < 1)
        range.first = 1;
    return range;
}

/* With spaces for leading and other tabs. */
static const char *clean_line(struct pool *pool, const char *line) {
    const size_t length = strlen(line);
    char *clean = pool_allocate(pool, length * TAB_COLUMNS + 1, 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] != '\t') {
            clean[used++] = line[i];
            continue;
        }
        do
            clean[used++] = ' ';
        while (used % TAB_COLUMNS);
    }
    return escape_text(pool, clean);
}

static void remove_common_indent(struct report_source_line *lines, size_t count) {
    size_t common = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const size_t indent = strspn(lines[i].text, " ");
        if (indent < common && lines[i].text[indent])
            common = indent;
    }
    for (size_t i = 0; i < count; i++) {
        const size_t indent = strspn(lines[i].text, " ");
        lines[i].text += indent < common ? indent : common;
    }
}

const char *source_line(const struct source_origin *origin, int line) {
    return origin->known ? known_file_line(origin->known, line)
                         : source_files_line(origin->files, origin->path, line, origin->newest_mtime_ns);
}

struct report_source source_around(struct pool *pool, const struct source_origin *origin, int line,
                                   int header_line) {
    if (!source_line(origin, line))
        return (struct report_source){0};
    const struct range range = choose_lines(line, header_line);
    struct report_source_line *lines = pool_allocate(pool, SOURCE_LINES_SHOWN, sizeof(*lines));
    size_t count = 0;
    for (int number = range.first; number <= range.last && count < SOURCE_LINES_SHOWN; number++) {
        const char *text = source_line(origin, number);
        if (text)
            lines[count++] = (struct report_source_line){number, clean_line(pool, text), number == line};
    }
    remove_common_indent(lines, count);
    return (struct report_source){lines, count};
}
