#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "text.h"

/*
 * A report has millions of short pieces: they are put into the stream's buffer in place, because a call of
 * stdio for each takes longer than all the rest. A stream belongs to one thread here.
 */
static void write_bytes(const struct json_writer *json, const char *bytes, size_t count) {
    enum { FEW = 48 };
    if (count > FEW) {
        fwrite_unlocked(bytes, 1, count, json->file);
        return;
    }
    for (size_t i = 0; i < count; i++)
        putc_unlocked(bytes[i], json->file);
}

static void write_text(const struct json_writer *json, const char *text) {
    write_bytes(json, text, strlen(text));
}

static void write_byte(const struct json_writer *json, char byte) {
    putc_unlocked(byte, json->file);
}

static void write_number(const struct json_writer *json, uint64_t number) {
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

static void write_character(struct json_writer *json, const unsigned char *from,
                            const struct text_character *character) {
    const char *escaped = escape_of(*from);
    if (character->bytes == 0)
        write_text(json, "\\ufffd");
    else if (character->bytes == 1 && escaped)
        write_text(json, escaped);
    else if (needs_code(json, character))
        fprintf(json->file, "\\u%04x", (unsigned)character->code);
    else
        write_bytes(json, (const char *)from, character->bytes);
}

/* Bytes at the start that stand for themselves in every layout. */
static size_t plain_bytes(const unsigned char *text) {
    size_t bytes = 0;
    while (text[bytes] >= 0x20 && text[bytes] < 0x7f && text[bytes] != '"' && text[bytes] != '\\' &&
           text[bytes] != '<')
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

static void start_line(const struct json_writer *json) {
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
    start_value(json, key);
    if (number)
        fprintf(json->file, "%d", number);
    else
        write_text(json, "null");
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
    start_value(json, key);
    fprintf(json->file, "\"%016" PRIx64 "\"", number);
}

/* As ISO 8601 in UTC, to the millisecond. */
void json_time(struct json_writer *json, const char *key, uint64_t since_epoch_ns) {
    char seconds_text[40];
    struct tm utc;
    const time_t seconds = (time_t)(since_epoch_ns / 1000000000u);
    if (!since_epoch_ns || !gmtime_r(&seconds, &utc) ||
        !strftime(seconds_text, sizeof(seconds_text), "%Y-%m-%dT%H:%M:%S", &utc)) {
        json_null_value(json, key);
        return;
    }
    start_value(json, key);
    fprintf(json->file, "\"%s.%03uZ\"", seconds_text, (unsigned)(since_epoch_ns / 1000000u % 1000u));
}
