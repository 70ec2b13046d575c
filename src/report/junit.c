/* JUnit's XML: a failed test for each loop, one that passed where there is none. */
#include "report/alert.h"
#include "report/escape/xml.h"
#include "report/formats.h"
#include "report/numbers.h"

/* The loop's line as it is called in the repository: the same test on every machine. */
static const char *name_of_case(struct pool *pool, const struct report_loop *loop) {
    const struct report_frame *where = loop->where;
    if (!alert_has_line(loop) || !where->short_name || where->name == where->place)
        return where->name;
    return pool_format(pool, "%s:%d in %s", where->repository_path, where->line, where->short_name);
}

static void write_case(FILE *output, const struct report_loop *loop) {
    struct pool pool = {0};
    const struct report_frame *where = loop->where;
    fputs("  <testcase classname=\"loopline\"", output);
    xml_attribute(output, "name", name_of_case(&pool, loop));
    if (where->repository_path)
        xml_attribute(output, "file", where->repository_path);
    if (where->line)
        fprintf(output, " line=\"%d\"", where->line);
    fputs(" time=\"0\">\n    <failure", output);
    xml_attribute(output, "type", loop->findings[0]->kind);
    xml_attribute(output, "message", alert_title(&pool, loop));
    fputc('>', output);
    xml_text(output, alert_description(&pool, loop));
    for (size_t i = 0; i < loop->finding_count; i++) {
        const struct report_finding *finding = loop->findings[i];
        fputs("\n\n", output);
        xml_text(output, finding->statement->shown);
        fputc('\n', output);
        xml_text(output, number_of_executions(&pool, finding));
    }
    fputs("\n</failure>\n  </testcase>\n", output);
    pool_free(&pool);
}

void write_junit_report(const struct report *report, const struct report_style *style, FILE *output) {
    (void)style;
    const size_t tests = report->loop_count ? report->loop_count : 1;
    fprintf(output,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"loopline\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" "
            "time=\"0\">\n",
            tests, report->loop_count);
    if (!report->loop_count)
        fputs("  <testcase classname=\"loopline\" name=\"no loop repeats statements\" time=\"0\"/>\n",
              output);
    for (size_t i = 0; i < report->loop_count; i++)
        write_case(output, report->loops[i]);
    fputs("</testsuite>\n", output);
}
