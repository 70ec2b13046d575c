/*
 * One finding as text for humans.
 */
#ifndef LOOPLINE_REPORT_TEXT_FINDING_H
#define LOOPLINE_REPORT_TEXT_FINDING_H

#include "analyze/judge/findings.h"
#include "report/text_layout.h"

/* `number` counts from 1; `nesting_number` is that of the finding that this one is nested in, 0 for none. */
void text_write_finding(struct text_output *output, const struct finding *finding, size_t number,
                        size_t nesting_number);

/* "/abs/app.c:21 in view", or what is known of it. Escaped; lives in the output's pool. */
const char *text_place(struct text_output *output, const struct source_frame *frame);

/* The statement, or a remark where its text was never seen. Escaped; lives in the output's pool. */
const char *text_statement(struct text_output *output, const struct merged_statement *statement);

#endif
