#include "report/numbers.h"

#include <inttypes.h>
#include <math.h>

const char *number_count(struct pool *pool, uint64_t count) {
    if (count < 1000)
        return pool_format(pool, "%" PRIu64, count);
    return pool_format(pool, "%s,%03" PRIu64, number_count(pool, count / 1000), count % 1000);
}

const char *number_counted(struct pool *pool, uint64_t count, const char *noun) {
    return pool_format(pool, "%s %s%s", number_count(pool, count), noun, count == 1 ? "" : "s");
}

const char *number_seconds(struct pool *pool, double seconds) {
    if (!isfinite(seconds))
        return "unknown";
    if (seconds >= 0.9995)
        return pool_format(pool, "%.2f s", seconds);
    if (seconds >= 0.0009995)
        return pool_format(pool, "%.*f ms", seconds < 0.00995 ? 2 : 1, seconds * 1e3);
    return pool_format(pool, "%.1f us", seconds * 1e6);
}

const char *number_percent(struct pool *pool, double part, double whole) {
    const double percent = whole > 0 && isfinite(part) ? part / whole * 100 : 0;
    if (percent > 0 && percent < 1)
        return "<1";
    return pool_format(pool, "%.0f", percent);
}

const char *number_of_executions(struct pool *pool, const struct report_finding *finding) {
    const struct report_episodes *episodes = &finding->episodes;
    const char *one = finding->parent ? "execution of that statement" : "uninterrupted run";
    const char *several = finding->parent ? "executions of that statement" : "uninterrupted runs";
    const char *count = number_count(pool, episodes->count);
    if (episodes->count == 1)
        return pool_format(pool, "%s for one %s", number_count(pool, episodes->children), one);
    if (episodes->minimum == episodes->maximum)
        return pool_format(pool, "%s for each of %s %s", number_count(pool, episodes->maximum), count,
                           several);
    return pool_format(pool, "median %s, largest %s, over %s %s", number_count(pool, episodes->median),
                       number_count(pool, episodes->maximum), count, several);
}

const char *number_of_processes(struct pool *pool, size_t count) {
    return count == 1 ? "1 process" : pool_format(pool, "%zu processes", count);
}

const char *number_of_statements(struct pool *pool, const struct report_loop *loop) {
    const char *statements = number_counted(pool, loop->statements, "statement");
    if (loop->of_processes < 2)
        return statements;
    return pool_format(pool, "%s in %s of %s processes", statements, number_count(pool, loop->processes),
                       number_count(pool, loop->of_processes));
}

uint64_t number_rounded(double number) {
    static const double most = 9223372036854775808.0;
    return !(number > 0) ? 0 : number < most ? (uint64_t)(number + 0.5) : (uint64_t)most;
}
