/*
 * Numbers as people read them, the same in every format. Texts live in `pool`.
 */
#ifndef LOOPLINE_REPORT_NUMBERS_H
#define LOOPLINE_REPORT_NUMBERS_H

#include <stdint.h>

#include "base/pool.h"
#include "model/report.h"

const char *number_count(struct pool *pool, uint64_t count); /* "1,234,567" */

/* "1 row", "2 rows", "1,234 rows": `noun` with an s where there is not exactly one. */
const char *number_counted(struct pool *pool, uint64_t count, const char *noun);

/* "1.23 s", "12.3 ms", "4.5 us"; "unknown" for NAN. */
const char *number_seconds(struct pool *pool, double seconds);

/* "7" of 100, in percent and without the sign; "<1" for a little. `whole` may be 0. */
const char *number_percent(struct pool *pool, double part, double whole);

/* "100 for one execution of that statement": N of a finding and of how many episodes. */
const char *number_of_executions(struct pool *pool, const struct report_finding *finding);

/* "600 statements in 3 of 8 processes": what a loop repeated, and where it did if there are several. */
const char *number_of_statements(struct pool *pool, const struct report_loop *loop);

/* The nearest whole number; a damaged capture's clock may tell any: 0 where it is not above 0, and at most
 * 2^63. */
uint64_t number_rounded(double number);

/* "1 process", "3 processes" */
const char *number_of_processes(struct pool *pool, size_t count);

#endif
