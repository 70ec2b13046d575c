/*
 * What the formats for fleets say of a loop, each in its own words.
 */
#ifndef LOOPLINE_REPORT_FLEET_FACTS_H
#define LOOPLINE_REPORT_FLEET_FACTS_H

#include <stdint.h>

#include "model/report.h"

/* The loop line's file, from the top of its repository where it is in one; NULL: unknown. */
const char *fleet_file(const struct report_loop *loop);

/* "confirmed" where any of the loop's statements is. */
const char *fleet_confidence(const struct report_loop *loop);

/* The name of the first process's program, by which stores tell services apart; "unknown" without one. */
const char *fleet_service(const struct report *report);

/* When the last of the processes had run: nanoseconds since the epoch; 0: unknown. The other: when the first
 * began. */
uint64_t fleet_end_ns(const struct report *report);
uint64_t fleet_start_ns(const struct report *report);

#endif
