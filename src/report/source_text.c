#include "report/source_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/source_file.h"
#include "report/escape.h"

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

/* Without the line's end, with spaces for leading and other tabs. */
static const char *clean_line(struct pool *pool, const char *line) {
    const size_t length = strcspn(line, "\r\n");
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

static void remove_common_indent(struct source_text *text) {
    size_t common = SIZE_MAX;
    for (size_t i = 0; i < text->count; i++) {
        const size_t indent = strspn(text->lines[i].text, " ");
        if (indent < common && text->lines[i].text[indent])
            common = indent;
    }
    for (size_t i = 0; i < text->count; i++) {
        const size_t indent = strspn(text->lines[i].text, " ");
        text->lines[i].text += indent < common ? indent : common;
    }
}

struct source_text source_text_around(struct pool *pool, const char *path, int line, int header_line,
                                      uint64_t newest_mtime_ns) {
    struct source_text text = {0};
    FILE *source = line > 0 ? source_file_open(path, newest_mtime_ns) : NULL;
    if (!source)
        return text;
    const struct range range = choose_lines(line, header_line);
    char *raw = NULL;
    size_t room = 0;
    for (int number = 1; number <= range.last && text.count < SOURCE_LINES_SHOWN; number++) {
        if (getline(&raw, &room, source) < 0)
            break;
        if (number >= range.first)
            text.lines[text.count++] = (struct source_line){number, clean_line(pool, raw)};
    }
    free(raw);
    fclose(source);
    if (!text.count || text.lines[text.count - 1].number < line)
        text.count = 0; /* the file ends before: it is not the one that ran */
    remove_common_indent(&text);
    return text;
}
