/*
 * What the runs belong to, by OpenTelemetry's environment variables (specification 1.40, "Environment
 * variables" and "Resource SDK"): of the command's own environment, which at a process's exit is that
 * process's.
 */
#include <stdlib.h>
#include <string.h>

#include "builder.h"

static const char *trim(struct pool *pool, const char *start, const char *end) {
    while (start < end && (*start == ' ' || *start == '\t'))
        start++;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return pool_format(pool, "%.*s", (int)(end - start), start);
}

static int digit_of(char c) {
    const char *digits = "0123456789abcdef";
    const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* A value is percent-encoded. NULL: it is malformed. */
static const char *decode(struct pool *pool, const char *value) {
    char *decoded = pool_allocate(pool, strlen(value) + 1, 1);
    size_t length = 0;
    for (; *value; value++) {
        if (*value != '%') {
            decoded[length++] = *value;
            continue;
        }
        const int high = digit_of(value[1]);
        const int low = high < 0 ? -1 : digit_of(value[2]);
        if (low < 0)
            return NULL;
        decoded[length++] = (char)(high << 4 | low);
        value += 2;
    }
    return decoded;
}

/* Returns false where the list is malformed. */
static bool read_list(struct report_builder *builder, const char *list) {
    struct report *report = builder->report;
    struct pool *pool = &builder->scratch;
    size_t capacity = 0;
    for (const char *next = list; *next;) {
        const char *end = strchrnul(next, ',');
        const char *equals = memchr(next, '=', (size_t)(end - next));
        if (!equals)
            return false;
        const char *name = trim(pool, next, equals);
        const char *value = decode(pool, trim(pool, equals + 1, end));
        if (!*name || !value)
            return false;
        report->attributes = pool_grow(&report->pool, report->attributes, report->attribute_count, &capacity,
                                       sizeof(*report->attributes));
        report->attributes[report->attribute_count++] =
            (struct report_attribute){model_fresh_text(builder, name), model_fresh_text(builder, value)};
        next = *end ? end + 1 : end;
    }
    return true;
}

/* A list with an error in it is discarded as a whole, as the specification wants it. */
static void read_attributes(struct report_builder *builder) {
    const char *list = getenv("OTEL_RESOURCE_ATTRIBUTES");
    if (list && !read_list(builder, list))
        builder->report->attribute_count = 0;
}

/* Takes the attribute of this name out of the list; NULL: it is not there. */
static const char *take_attribute(struct report *report, const char *name) {
    const char *value = NULL;
    size_t kept = 0;
    for (size_t i = 0; i < report->attribute_count; i++) {
        if (strcmp(report->attributes[i].name, name) == 0)
            value = report->attributes[i].value;
        else
            report->attributes[kept++] = report->attributes[i];
    }
    report->attribute_count = kept;
    return value;
}

void model_add_service(struct report_builder *builder) {
    struct report *report = builder->report;
    const char *name = getenv("OTEL_SERVICE_NAME");
    read_attributes(builder);
    report->service = take_attribute(report, "service.name");
    if (name && *name)
        report->service = model_fresh_text(builder, name);
    if (!report->service || !*report->service)
        report->service =
            report->process_count ? report_basename(report->processes[0].executable) : "unknown";
    /* What is known from the captures is not asked of the environment. */
    take_attribute(report, "process.pid");
    take_attribute(report, "process.executable.path");
}
