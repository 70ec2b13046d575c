/*
 * From captures to a finished report: reads, merges and judges them, asks for advice, reads the source.
 */
#ifndef LOOPLINE_REPORT_MODEL_BUILD_H
#define LOOPLINE_REPORT_MODEL_BUILD_H

#include "report.h"

enum { REPORT_DEFAULT_THRESHOLD = 5 };

struct report_options {
    uint64_t threshold;               /* least N of a finding; 0: REPORT_DEFAULT_THRESHOLD */
    const char *application_prefixes; /* see struct application_rule */
};

/*
 * A report on captures, or all captures of a directory. Never NULL: what could not be read is among the
 * problems. Freed by report_free.
 */
struct report *report_new(const char *const *paths, size_t path_count, const struct report_options *options);
void report_free(struct report *report); /* NULL is fine */

#endif
