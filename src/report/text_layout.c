#include "report/text_layout.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "report/escape/text.h"

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
    const size_t columns = TEXT_WIDTH - indent;
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
    fprintf(output->file, "  %-*s", TEXT_LABEL_COLUMNS - 2, label);
    write_lines(output, TEXT_LABEL_COLUMNS, text, most_lines);
}

void text_write_wrapped(struct text_output *output, size_t indent, const char *text, size_t most_lines) {
    fprintf(output->file, "%*s", (int)indent, "");
    write_lines(output, indent, text, most_lines);
}

const char *text_cut(struct text_output *output, const char *text, size_t columns) {
    if (text_columns(text) <= columns)
        return text;
    return pool_format(&output->pool, "%.*s...", (int)bytes_of_columns(text, columns - 3), text);
}

const char *text_cut_start(struct text_output *output, const char *text, size_t columns) {
    const size_t all = text_columns(text);
    if (all <= columns)
        return text;
    return pool_format(&output->pool, "...%s", text + bytes_of_columns(text, all - columns + 3));
}

const char *text_count(struct text_output *output, uint64_t count) {
    if (count < 1000)
        return pool_format(&output->pool, "%" PRIu64, count);
    return pool_format(&output->pool, "%s,%03" PRIu64, text_count(output, count / 1000), count % 1000);
}

const char *text_counted(struct text_output *output, uint64_t count, const char *noun) {
    return pool_format(&output->pool, "%s %s%s", text_count(output, count), noun, count == 1 ? "" : "s");
}

const char *text_seconds(struct text_output *output, double seconds) {
    if (!isfinite(seconds))
        return "unknown";
    if (seconds >= 0.9995)
        return pool_format(&output->pool, "%.2f s", seconds);
    if (seconds >= 0.0009995)
        return pool_format(&output->pool, "%.*f ms", seconds < 0.00995 ? 2 : 1, seconds * 1e3);
    return pool_format(&output->pool, "%.1f us", seconds * 1e6);
}
