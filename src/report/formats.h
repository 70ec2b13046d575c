/*
 * The writers behind the table of formats in report.c, one file each: see struct report_format.
 */
#ifndef LOOPLINE_REPORT_FORMATS_H
#define LOOPLINE_REPORT_FORMATS_H

#include <stdio.h>

#include "report/report.h"

void write_text_report(const struct report *report, FILE *output);
void write_json_report(const struct report *report, FILE *output);

#endif
