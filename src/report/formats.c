#include "report/formats.h"

#include <string.h>

const struct report_format report_formats[] = {
    {"text", "txt", write_text_report},
    {"json", "json", write_json_report},
    {"markdown", "md", write_markdown_report},
    {"jira", "jira.txt", write_jira_report},
    {"html", "html", write_html_report},
    {"sarif", "sarif", write_sarif_report},
    {"code-quality", "code-quality.json", write_code_quality_report},
    {"junit", "xml", write_junit_report},
    {"folded", "folded", write_folded_report},
    {"speedscope", "speedscope.json", write_speedscope_report},
    {"ndjson", "ndjson", write_ndjson_report},
    {"openmetrics", "prom", write_openmetrics_report},
    {"otlp", "otlp.json", write_otlp_report},
    {NULL, NULL, NULL},
};

const struct report_format *report_format_find(const char *name, size_t name_bytes) {
    for (const struct report_format *format = report_formats; format->name; format++) {
        if (strlen(format->name) == name_bytes && memcmp(format->name, name, name_bytes) == 0)
            return format;
    }
    return NULL;
}
