/*
 * One loop as text for people.
 */
#ifndef LOOPLINE_REPORT_TEXT_LOOP_H
#define LOOPLINE_REPORT_TEXT_LOOP_H

#include "model/report.h"
#include "report/text_layout.h"

/* `all`: with whole stacks. */
void text_write_loop(struct text_output *output, const struct report_loop *loop, bool all);

#endif
