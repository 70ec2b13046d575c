/*
 * Writes text for tickets, in the Markdown of GitHub and GitLab or the wiki markup of Jira. Whatever a text
 * holds, it stays text: it makes no mention, link or tag, and ends no block.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_MARKUP_H
#define LOOPLINE_REPORT_ESCAPE_MARKUP_H

#include <stdbool.h>
#include <stdio.h>

enum markup_dialect { MARKUP_MARKDOWN, MARKUP_JIRA };

struct markup {
    FILE *file;
    enum markup_dialect dialect;
    bool in_table; /* a | ends a cell, also within code */
};

void markup_text(const struct markup *markup, const char *text);   /* words of a sentence */
void markup_strong(const struct markup *markup, const char *text); /* the same in bold */
void markup_code(const struct markup *markup, const char *text);   /* within a line */
void markup_end_line(const struct markup *markup);

void markup_begin_heading(const struct markup *markup, int level); /* ended by markup_end_paragraph */
void markup_begin_item(const struct markup *markup);               /* of a list; ended by markup_end_line */
void markup_end_paragraph(const struct markup *markup);            /* a blank line */

/* A block of code; `language` may be NULL. The text may have several lines. */
void markup_block(const struct markup *markup, const char *language, const char *text);

/* A part that the reader can unfold, if the dialect has that; otherwise only a title. */
void markup_begin_details(const struct markup *markup, const char *title);
void markup_end_details(const struct markup *markup);

/* A table: first the head, then rows. Begin and end each row, and call markup_next_cell between cells. */
void markup_table_head(struct markup *markup, const char *const *titles, size_t count);
void markup_begin_row(const struct markup *markup);
void markup_next_cell(const struct markup *markup);
void markup_end_row(const struct markup *markup);
void markup_end_table(struct markup *markup);

#endif
