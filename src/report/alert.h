/*
 * Describes a loop in a sentence or two, for formats that attach a message to a line: SARIF, Code Quality,
 * JUnit.
 */
#ifndef LOOPLINE_REPORT_ALERT_H
#define LOOPLINE_REPORT_ALERT_H

#include "base/pool.h"
#include "model/report.h"

/* "This loop runs 100 statements one by one: select name from authors where id = ?" Lives in `pool`. */
const char *alert_title(struct pool *pool, const struct report_loop *loop);

/* What it costs, where from, what to do. Lives in `pool`. */
const char *alert_description(struct pool *pool, const struct report_loop *loop);

/*
 * How much can be gained: by time if it is known, otherwise by executions. People notice a tenth of a second
 * and wait for a second; below a hundredth, only the pattern matters and not the time.
 */
enum alert_severity { ALERT_INFO, ALERT_MINOR, ALERT_MAJOR, ALERT_CRITICAL };
enum alert_severity alert_severity_of(const struct report_loop *loop);

/* Returns true if the loop line can be shown in the source: its file is in the repository. */
bool alert_has_line(const struct report_loop *loop);

#endif
