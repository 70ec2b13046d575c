/*
 * Writes JSON value by value, without a document in memory. One thread uses a writer.
 *
 * Texts may hold any bytes and are escaped here; invalid UTF-8 becomes U+FFFD. `key` is NULL for an item of
 * an array and for the outermost value.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_JSON_H
#define LOOPLINE_REPORT_ESCAPE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum json_layout {
    JSON_INDENTED,  /* a line for each value */
    JSON_LINE,      /* everything on one line */
    JSON_IN_SCRIPT, /* the same, safe within <script>: no <, no line separators */
};

enum { JSON_DEEPEST = 512, JSON_BUFFER_BYTES = 4096 };

/* All zero but `file` and `layout`. The file has all of a value when its outermost object or array has ended.
 */
struct json_writer {
    FILE *file;
    enum json_layout layout;
    size_t depth;
    size_t line_depth; /* deeper values are on one line; 0: none are */
    bool has_items[JSON_DEEPEST];
    size_t flushed; /* bytes that have gone to the file */
    size_t buffered;
    char buffer[JSON_BUFFER_BYTES];
};

void json_begin_object(struct json_writer *json, const char *key);
void json_begin_array(struct json_writer *json, const char *key);
/* Puts the whole of the next value on one line. */
void json_next_in_line(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_end_array(struct json_writer *json);

void json_text(struct json_writer *json, const char *key, const char *text); /* NULL: null */
void json_count(struct json_writer *json, const char *key, uint64_t count);
void json_number_or_null(struct json_writer *json, const char *key, int number); /* 0: null */
void json_real(struct json_writer *json, const char *key, double number);        /* not finite: null */
void json_truth(struct json_writer *json, const char *key, bool truth);
void json_null_value(struct json_writer *json, const char *key);
void json_hexadecimal(struct json_writer *json, const char *key, uint64_t number);  /* text of 16 digits */
void json_time(struct json_writer *json, const char *key, uint64_t since_epoch_ns); /* ISO 8601; 0: null */

/* Returns how many bytes have been written so far. */
size_t json_bytes(const struct json_writer *json);

#endif
