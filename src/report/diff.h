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

void write_html_comparison(const struct comparison *comparison, const struct report_style *style,
                           FILE *output);

/* "310 → 12 statements, 5 ms → 1 ms in the database, 1 → 0 loops", and "0 new, 1 gone, …"; in `pool`. */
const char *comparison_totals(struct pool *pool, const struct comparison *comparison);
const char *comparison_fates(struct pool *pool, const struct comparison *comparison);

/* All formats, ended by one without a name. */
extern const struct diff_format diff_formats[];

#endif
