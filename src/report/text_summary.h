/*
 * The first screen of a report as text: what ran, and all loops in a table.
 */
#ifndef LOOPLINE_REPORT_TEXT_SUMMARY_H
#define LOOPLINE_REPORT_TEXT_SUMMARY_H

#include "model/report.h"
#include "report/text_layout.h"

/* `all`: every loop, however many there are. */
void text_write_summary(struct text_output *output, const struct report *report, bool all);

/* "python3 app.py (process 4242, 2.00 s)" */
const char *text_process(struct text_output *output, const struct report_process *process);

#endif
