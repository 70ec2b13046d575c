#include "report/text_layout.h"

#include <string.h>

#include "report/escape/text.h"

void text_paint(const struct text_output *output, enum text_paint paint) {
    static const char *const codes[] = {
        [PAINT_NONE] = "0",  [PAINT_HEADING] = "1", [PAINT_LOOP] = "1;33",
        [PAINT_GOOD] = "32", [PAINT_BAD] = "31",    [PAINT_FAINT] = "2",
    };
    if (output->colour)
        fprintf(output->file, "\033[%sm", codes[paint]);
}

void text_unpaint(const struct text_output *output) {
    text_paint(output, PAINT_NONE);
}

/* Bytes of the first `columns` characters. */
static size_t bytes_of_columns(const char *text, size_t columns) {
    size_t bytes = 0;
    while (text[bytes]) {
        const bool starts = ((unsigned char)text[bytes] & 0xc0) != 0x80;
        if (starts && columns-- == 0)
            break;
        bytes++;
    }
    return bytes;
}

/* Bytes of the line that `text` starts with: up to the last space that lets it fit, or all that fits. */
static size_t line_bytes(const char *text, size_t columns) {
    const size_t most = bytes_of_columns(text, columns);
    if (!text[most])
        return most;
    for (size_t i = most; i > most / 2; i--) {
        if (text[i] == ' ')
            return i;
    }
    return most;
}

static void write_lines(struct text_output *output, size_t indent, const char *text, size_t most_lines) {
    const size_t columns = output->columns - indent;
    for (size_t line = 1;; line++) {
        const size_t bytes = line_bytes(text, columns);
        fprintf(output->file, "%.*s\n", (int)bytes, text);
        text += bytes;
        text += strspn(text, " ");
        if (!*text)
            return;
        fprintf(output->file, "%*s", (int)indent, "");
        if (line == most_lines) {
            fprintf(output->file, "... (%zu more characters)\n", text_columns(text));
            return;
        }
    }
}

void text_write_labelled(struct text_output *output, const char *label, const char *text, size_t most_lines) {
    fputs("  ", output->file);
    text_paint(output, PAINT_FAINT);
    fprintf(output->file, "%-*s", TEXT_LABEL_COLUMNS - 2, label);
    text_unpaint(output);
    write_lines(output, TEXT_LABEL_COLUMNS, text, most_lines);
}

void text_write_wrapped(struct text_output *output, size_t indent, const char *text, size_t most_lines) {
    fprintf(output->file, "%*s", (int)indent, "");
    write_lines(output, indent, text, most_lines);
}

void text_write_padded(struct text_output *output, const char *text, size_t columns) {
    const char *cut = text_cut(output, text, columns);
    fprintf(output->file, "%s%*s", cut, (int)(columns - text_columns(cut)), "");
}

void text_write_right(struct text_output *output, const char *text, size_t columns) {
    const char *cut = text_cut(output, text, columns);
    fprintf(output->file, "%*s%s", (int)(columns - text_columns(cut)), "", cut);
}

const char *text_cut(struct text_output *output, const char *text, size_t columns) {
    if (text_columns(text) <= columns)
        return text;
    return pool_format(&output->pool, "%.*s...", (int)bytes_of_columns(text, columns > 3 ? columns - 3 : 0),
                       text);
}

const char *text_cut_middle(struct text_output *output, const char *text, size_t columns) {
    const size_t all = text_columns(text);
    if (all <= columns || columns <= 3)
        return text_cut(output, text, columns);
    const size_t kept = columns - 3;
    const size_t end = (kept + 1) / 2;
    return pool_format(&output->pool, "%.*s...%s", (int)bytes_of_columns(text, kept - end), text,
                       text + bytes_of_columns(text, all - end));
}
