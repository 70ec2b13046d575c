/*
 * Reads the tags that frameworks put into comments of statements: sqlcommenter and OpenTelemetry
 * (key='value',key='value', URL-encoded) and Rails' query logs and marginalia (key:value,key:value).
 *
 * Only tags that are known here are read, as they are copied into the capture: the others may hold anything
 * (a user, an address). Of a route the query string is cut off, and parts that look like values become `?`.
 *
 * Safe in the user's process: no allocation, no recursion, linear time. Any thread.
 */
#ifndef LOOPLINE_SQL_TAGS_H
#define LOOPLINE_SQL_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SQL_TAG_BYTES = 120, SQL_TRACE_ID_BYTES = 16, SQL_SPAN_ID_BYTES = 8 };

/* Length 0: the comment does not say. */
struct sql_tag {
    uint32_t length;
    char bytes[SQL_TAG_BYTES]; /* without control characters, perhaps cut */
};

struct sql_tags {
    struct sql_tag route;
    struct sql_tag controller;
    struct sql_tag action;
    struct sql_tag job;
    bool has_trace; /* the comment has a `traceparent` (W3C Trace Context) */
    uint8_t trace_id[SQL_TRACE_ID_BYTES];
    uint8_t span_id[SQL_SPAN_ID_BYTES];
};

/*
 * Reads the content of one comment, without its marks. Returns false, with nothing in `tags`, if it holds no
 * tag that is known here or is anything but a list of tags.
 */
bool sql_read_tags(const char *comment, size_t length, struct sql_tags *tags);

#endif
