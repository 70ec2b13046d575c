/* GitLab's Code Quality report: an entry for each loop, at the loop line. */
#include "report/alert.h"
#include "report/escape/json.h"
#include "report/formats.h"

static void write_entry(struct json_writer *json, const struct report_loop *loop) {
    static const char *const severities[] = {[ALERT_INFO] = "info",
                                             [ALERT_MINOR] = "minor",
                                             [ALERT_MAJOR] = "major",
                                             [ALERT_CRITICAL] = "critical"};
    struct pool pool = {0};
    json_begin_object(json, NULL);
    json_text(json, "description",
              pool_format(&pool, "%s. %s", alert_title(&pool, loop), alert_description(&pool, loop)));
    json_text(json, "check_name", loop->findings[0]->kind);
    json_text(json, "fingerprint", loop->id);
    json_text(json, "severity", severities[alert_severity_of(loop)]);
    json_begin_object(json, "location");
    json_text(json, "path", loop->where->repository_path);
    json_begin_object(json, "lines");
    json_count(json, "begin", (uint64_t)loop->where->line);
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
    pool_free(&pool);
}

void write_code_quality_report(const struct report *report, const struct report_style *style, FILE *output) {
    struct json_writer json = {.file = output};
    (void)style;
    json_begin_array(&json, NULL);
    for (size_t i = 0; i < report->loop_count; i++) {
        if (alert_has_line(report->loops[i]))
            write_entry(&json, report->loops[i]);
    }
    json_end_array(&json);
    fputc('\n', output);
}
