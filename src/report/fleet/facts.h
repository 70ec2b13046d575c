/* Facts about a loop that the formats for fleets share. */
#ifndef LOOPLINE_REPORT_FLEET_FACTS_H
#define LOOPLINE_REPORT_FLEET_FACTS_H

#include <stdint.h>

#include "model/report.h"

/* Returns the loop line's file, from the root of its repository if it is in one; NULL: unknown. */
const char *fleet_file(const struct report_loop *loop);

/* Returns "confirmed" if any of the loop's findings is, else "likely". */
const char *fleet_confidence(const struct report_loop *loop);

/*
 * Return when the last process ended and when the first one began, in nanoseconds since the epoch; 0:
 * unknown.
 */
uint64_t fleet_end_ns(const struct report *report);
uint64_t fleet_start_ns(const struct report *report);

#endif
