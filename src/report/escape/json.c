#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "text.h"

/* A report has millions of short pieces: a call of stdio for each takes longer than all the rest. */
static void flush(struct json_writer *json) {
    fwrite(json->buffer, 1, json->buffered, json->file);
    json->flushed += json->buffered;
    json->buffered = 0;
}

static void write_bytes(struct json_writer *json, const char *bytes, size_t count) {
    if (count > sizeof(json->buffer) - json->buffered)
        flush(json);
    if (count > sizeof(json->buffer)) {
        fwrite(bytes, 1, count, json->file);
        json->flushed += count;
        return;
    }
    memcpy(json->buffer + json->buffered, bytes, count);
    json->buffered += count;
}

static void write_text(struct json_writer *json, const char *text) {
    write_bytes(json, text, strlen(text));
}

static void write_byte(struct json_writer *json, char byte) {
    if (json->buffered == sizeof(json->buffer))
        flush(json);
    json->buffer[json->buffered++] = byte;
}

static void write_number(struct json_writer *json, uint64_t number) {
    char digits[20];
    size_t first = sizeof(digits);
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    write_bytes(json, digits + first, sizeof(digits) - first);
}

/* ---- texts ---- */

static const char *escape_of(unsigned char byte) {
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    case '\r':
        return "\\r";
    default:
        return NULL;
    }
}

static bool needs_code(const struct json_writer *json, const struct text_character *character) {
    if (character->code < 0x20 || character->code == 0x7f)
        return true;
    if (json->layout != JSON_IN_SCRIPT)
        return false;
    return character->code == '<' || character->code == 0x2028 || character->code == 0x2029;
}

static void write_code(struct json_writer *json, unsigned code) {
    char text[16];
    snprintf(text, sizeof(text), "\\u%04x", code);
    write_text(json, text);
}

static void write_character(struct json_writer *json, const unsigned char *from,
                            const struct text_character *character) {
    const char *escaped = escape_of(*from);
    if (character->bytes == 0)
        write_text(json, "\\ufffd");
    else if (character->bytes == 1 && escaped)
        write_text(json, escaped);
    else if (needs_code(json, character))
        write_code(json, (unsigned)character->code);
    else
        write_bytes(json, (const char *)from, character->bytes);
}

/* What stands for itself in every layout: printable, and none of " < \\. */
static const bool is_plain[256] = {
    [' ' ... '!'] = true, ['#' ... ';'] = true, ['=' ... '['] = true, [']' ... '~'] = true};

static size_t plain_bytes(const unsigned char *text) {
    size_t bytes = 0;
    while (is_plain[text[bytes]])
        bytes++;
    return bytes;
}

static void write_quoted(struct json_writer *json, const char *text) {
    write_byte(json, '"');
    for (const unsigned char *from = (const unsigned char *)text; *from;) {
        const size_t plain = plain_bytes(from);
        if (plain) {
            write_bytes(json, (const char *)from, plain);
            from += plain;
            continue;
        }
        const struct text_character character = text_decode(from);
        write_character(json, from, &character);
        from += character.bytes ? character.bytes : 1;
    }
    write_byte(json, '"');
}

/* ---- structure ---- */

static bool is_in_line(const struct json_writer *json) {
    return json->layout != JSON_INDENTED || (json->line_depth && json->depth >= json->line_depth);
}

void json_next_in_line(struct json_writer *json) {
    json->line_depth = json->depth + 1;
}

static void start_line(struct json_writer *json) {
    if (is_in_line(json))
        return;
    write_byte(json, '\n');
    for (size_t i = 0; i < json->depth; i++)
        write_byte(json, ' ');
}

static void start_value(struct json_writer *json, const char *key) {
    if (json->depth) {
        bool *has_items = &json->has_items[json->depth - 1];
        if (*has_items)
            write_byte(json, ',');
        *has_items = true;
        start_line(json);
    }
    if (!key)
        return;
    write_quoted(json, key);
    write_text(json, json->layout == JSON_INDENTED ? ": " : ":");
}

static void begin(struct json_writer *json, const char *key, char bracket) {
    start_value(json, key);
    write_byte(json, bracket);
    json->has_items[json->depth++] = false;
}

static void end(struct json_writer *json, char bracket) {
    const bool was_in_line = is_in_line(json);
    json->depth--;
    if (json->has_items[json->depth] && !was_in_line)
        start_line(json);
    write_byte(json, bracket);
    if (json->depth < json->line_depth)
        json->line_depth = 0;
    if (!json->depth)
        flush(json);
}

void json_begin_object(struct json_writer *json, const char *key) {
    begin(json, key, '{');
}

void json_begin_array(struct json_writer *json, const char *key) {
    begin(json, key, '[');
}

void json_end_object(struct json_writer *json) {
    end(json, '}');
}

void json_end_array(struct json_writer *json) {
    end(json, ']');
}

/* ---- values ---- */

void json_null_value(struct json_writer *json, const char *key) {
    start_value(json, key);
    write_text(json, "null");
}

void json_text(struct json_writer *json, const char *key, const char *text) {
    if (!text) {
        json_null_value(json, key);
        return;
    }
    start_value(json, key);
    write_quoted(json, text);
}

void json_count(struct json_writer *json, const char *key, uint64_t count) {
    start_value(json, key);
    write_number(json, count > INT64_MAX ? (uint64_t)INT64_MAX : count);
}

void json_number_or_null(struct json_writer *json, const char *key, int number) {
    if (!number) {
        json_null_value(json, key);
        return;
    }
    start_value(json, key);
    if (number < 0)
        write_byte(json, '-');
    write_number(json, (uint64_t)llabs(number));
}

/* Nine digits tell nanoseconds apart; a point says that it is no count. */
void json_real(struct json_writer *json, const char *key, double number) {
    char digits[40];
    if (!isfinite(number)) {
        json_null_value(json, key);
        return;
    }
    snprintf(digits, sizeof(digits), "%.9g", number);
    start_value(json, key);
    write_text(json, digits);
    if (!strpbrk(digits, ".e"))
        write_text(json, ".0");
}

void json_truth(struct json_writer *json, const char *key, bool truth) {
    start_value(json, key);
    write_text(json, truth ? "true" : "false");
}

void json_hexadecimal(struct json_writer *json, const char *key, uint64_t number) {
    char digits[20];
    snprintf(digits, sizeof(digits), "\"%016" PRIx64 "\"", number);
    start_value(json, key);
    write_text(json, digits);
}

/* As ISO 8601 in UTC, to the millisecond. */
void json_time(struct json_writer *json, const char *key, uint64_t since_epoch_ns) {
    char seconds_text[40];
    char text[60];
    struct tm utc;
    const time_t seconds = (time_t)(since_epoch_ns / 1000000000u);
    if (!since_epoch_ns || !gmtime_r(&seconds, &utc) ||
        !strftime(seconds_text, sizeof(seconds_text), "%Y-%m-%dT%H:%M:%S", &utc)) {
        json_null_value(json, key);
        return;
    }
    snprintf(text, sizeof(text), "\"%s.%03uZ\"", seconds_text, (unsigned)(since_epoch_ns / 1000000u % 1000u));
    start_value(json, key);
    write_text(json, text);
}

size_t json_bytes(const struct json_writer *json) {
    return json->flushed + json->buffered;
}
