/*
 * Parts of the page, each in a file of its own.
 */
#ifndef LOOPLINE_REPORT_HTML_PARTS_H
#define LOOPLINE_REPORT_HTML_PARTS_H

#include <stdio.h>

#include "model/report.h"

/* Bounds that keep the page below 2 MB, whatever the report holds. The costliest come first. */
enum {
    HTML_LOOPS_BYTES = 400000,   /* of loops in full; their copies as Markdown take about as much */
    HTML_STATEMENTS_OF_LOOP = 4, /* in full */
    HTML_LOOPS_LISTED = 1000,    /* a line of some 300 bytes each */
    HTML_SITES = 2500,           /* some 50 bytes each, and their statements */
    HTML_NODES = 10000,          /* of the flame view, some 25 bytes each */
    HTML_SPANS = 2000,
    HTML_STATEMENT_BYTES = 120, /* of statements outside the loops that are shown in full */
    HTML_FRAMES_OF_STACK = 40,
    HTML_DEEPEST = 200, /* frames of a call path in the flame view */
};

/* loop.c: one loop in full, an <article>. */
void html_write_loop(FILE *file, const struct report_loop *loop);

/* data.c: what the script works on, one JSON object; `loops_in_full` of them stand on the page. */
void html_write_data(FILE *file, const struct report *report, size_t loops_in_full);

/* page.c: up to the start of the body; `subject` is part of the title. */
void html_begin_page(FILE *file, const char *subject);
/* From the end of <main> up to the data, which is to be followed by `</script>`. */
void html_end_main(FILE *file);

/* A statement as short as tables and call paths have it. */
const char *html_short_statement(struct pool *pool, const char *statement);

/* `<tag class="name">text</tag>`; `name` may be NULL */
void html_write_element(FILE *file, const char *tag, const char *name, const char *text);

#endif
