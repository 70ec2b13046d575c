/*
 * Plain text in columns: wrapped to the width of a report, with a label at the left.
 */
#ifndef LOOPLINE_REPORT_TEXT_LAYOUT_H
#define LOOPLINE_REPORT_TEXT_LAYOUT_H

#include <stdint.h>
#include <stdio.h>

#include "base/pool.h"

#define TEXT_WIDTH 100
#define TEXT_LABEL_COLUMNS 14 /* labels and the space after them */

struct text_output {
    FILE *file;
    struct pool pool; /* for texts while they are put together; freed by the owner */
};

/*
 * Writes an escaped text behind `label` ("" for none), wrapped between words. Of a text of more than
 * `most_lines` lines the rest is left out, which is said.
 */
void text_write_labelled(struct text_output *output, const char *label, const char *text, size_t most_lines);

/* The same without a label, from column `indent` on. */
void text_write_wrapped(struct text_output *output, size_t indent, const char *text, size_t most_lines);

/* `text` cut to `columns`, ending in "..." where something is missing. Lives in the output's pool. */
const char *text_cut(struct text_output *output, const char *text, size_t columns);

/* The same, but keeping the end: for paths. */
const char *text_cut_start(struct text_output *output, const char *text, size_t columns);

/* "1,234,567". Lives in the output's pool. */
const char *text_count(struct text_output *output, uint64_t count);

/* "1 row", "2 rows", "1,234 rows": `noun` with an s where there is not exactly one. */
const char *text_counted(struct text_output *output, uint64_t count, const char *noun);

/* "1.23 s", "12.3 ms", "4.5 us"; "unknown" for NAN. */
const char *text_seconds(struct text_output *output, double seconds);

#endif
