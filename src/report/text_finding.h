/*
 * One finding as text for humans.
 */
#ifndef LOOPLINE_REPORT_TEXT_FINDING_H
#define LOOPLINE_REPORT_TEXT_FINDING_H

#include "report/model/report.h"
#include "report/text_layout.h"

void text_write_finding(struct text_output *output, const struct report_finding *finding);

/* "/abs/app.c:21 in view", or what is known of it. */
const char *text_place(const struct report_frame *frame);

#endif
