/*
 * Parts of the page, each in a file of its own.
 */
#ifndef LOOPLINE_REPORT_HTML_PARTS_H
#define LOOPLINE_REPORT_HTML_PARTS_H

#include <stdio.h>

#include "report/model/report.h"

/* Bounds that keep the page below 2 MB, whatever the report holds. The costliest come first. */
enum {
    HTML_LOOPS_IN_FULL = 120, /* up to some 6 KB each, with the copy as Markdown */
    HTML_LOOPS_LISTED = 1500, /* a line of some 300 bytes each */
    HTML_SITES = 5000,        /* some 40 bytes each, and their statements */
    HTML_SITES_IN_FLAME = 2500,
    HTML_SPANS = 2000,
    HTML_STATEMENT_BYTES = 240, /* of statements outside the loops that are shown in full */
    HTML_FRAMES_OF_STACK = 40,
    HTML_DEEPEST = 200, /* frames of a call path in the flame view */
};

/* loop.c: one loop in full, an <article>. */
void html_write_loop(FILE *file, const struct report_loop *loop);

/* data.c: what the script works on, one JSON object. */
void html_write_data(FILE *file, const struct report *report);

/* `<tag class="name">text</tag>`; `name` may be NULL */
void html_write_element(FILE *file, const char *tag, const char *name, const char *text);

#endif
