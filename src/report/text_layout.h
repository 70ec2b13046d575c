/*
 * Plain text in columns: wrapped to the width of a report, with a label at the left.
 */
#ifndef LOOPLINE_REPORT_TEXT_LAYOUT_H
#define LOOPLINE_REPORT_TEXT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/pool.h"

enum { TEXT_LABEL_COLUMNS = 14 }; /* labels and the space after them */

/* How a part of the text is painted where colours are wanted. */
enum text_paint { PAINT_NONE, PAINT_HEADING, PAINT_LOOP, PAINT_GOOD, PAINT_BAD, PAINT_FAINT };

struct text_output {
    FILE *file;
    size_t columns;
    bool colour;
    struct pool pool; /* for texts while they are put together; freed by the owner */
};

/* Everything that is written up to text_unpaint has this paint; nothing where colours are not wanted. */
void text_paint(const struct text_output *output, enum text_paint paint);
void text_unpaint(const struct text_output *output);

/*
 * Writes an escaped text behind `label` ("" for none), wrapped between words. Of a text of more than
 * `most_lines` lines the rest is left out, which is said.
 */
void text_write_labelled(struct text_output *output, const char *label, const char *text, size_t most_lines);

/* The same without a label, from column `indent` on. */
void text_write_wrapped(struct text_output *output, size_t indent, const char *text, size_t most_lines);

/* A text in a column of its own: cut to `columns`, and filled up with spaces. */
void text_write_padded(struct text_output *output, const char *text, size_t columns);
/* The same at the right end of the column. */
void text_write_right(struct text_output *output, const char *text, size_t columns);

/* `text` cut to `columns`, ending in "..." where something is missing. Lives in the output's pool. */
const char *text_cut(struct text_output *output, const char *text, size_t columns);

/* The same, but keeping both ends: what a name is of, and its last part; where a path begins, and its line.
 */
const char *text_cut_middle(struct text_output *output, const char *text, size_t columns);

#endif
