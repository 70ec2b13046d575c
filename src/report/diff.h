/*
 * The forms in which a comparison of two reports can be written.
 */
#ifndef LOOPLINE_REPORT_DIFF_H
#define LOOPLINE_REPORT_DIFF_H

#include "model/compare.h"
#include "report/formats.h"

struct diff_format {
    const char *name; /* as in --format */
    void (*write)(const struct comparison *comparison, const struct report_style *style, FILE *output);
};

/* All formats, ended by one without a name. */
extern const struct diff_format diff_formats[];

#endif
