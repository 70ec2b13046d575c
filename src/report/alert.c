#include "report/alert.h"

#include <math.h>
#include <string.h>

#include "report/numbers.h"

enum { STATEMENT_SHOWN = 200 };

static const char *cut(struct pool *pool, const char *text) {
    size_t bytes = STATEMENT_SHOWN;
    if (strlen(text) <= bytes)
        return text;
    while (bytes && ((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return pool_format(pool, "%.*s...", (int)bytes, text);
}

const char *alert_title(struct pool *pool, const struct report_loop *loop) {
    const struct report_finding *first = loop->findings[0];
    const char *count = number_counted(pool, loop->statements, "statement");
    if (loop->finding_count == 1)
        return pool_format(pool, "This loop runs %s one by one: %s", count,
                           cut(pool, first->statement->shown));
    return pool_format(pool, "This loop runs %s one by one, %zu different ones: %s and others", count,
                       loop->finding_count, cut(pool, first->statement->shown));
}

const char *alert_description(struct pool *pool, const struct report_loop *loop) {
    const struct report_finding *first = loop->findings[0];
    const char *text =
        isfinite(loop->seconds)
            ? pool_format(pool, "They take %s in the database, of which up to %s can be saved. ",
                          number_seconds(pool, loop->seconds), number_seconds(pool, loop->saving_seconds))
            : "";
    if (first->parent)
        text = pool_format(pool, "%sThey are run for the rows of: %s. ", text,
                           cut(pool, first->parent->statement->shown));
    return pool_format(pool, "%s%s", text, first->advice);
}

enum alert_severity alert_severity_of(const struct report_loop *loop) {
    if (!isfinite(loop->saving_seconds))
        return loop->statements >= 1000 ? ALERT_MAJOR : ALERT_MINOR;
    return loop->saving_seconds >= 1      ? ALERT_CRITICAL
           : loop->saving_seconds >= 0.1  ? ALERT_MAJOR
           : loop->saving_seconds >= 0.01 ? ALERT_MINOR
                                          : ALERT_INFO;
}

bool alert_has_line(const struct report_loop *loop) {
    return loop->where->repository_path && loop->where->line;
}
