#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "text.h"

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
        fputs("\\ufffd", json->file);
    else if (character->bytes == 1 && escaped)
        fputs(escaped, json->file);
    else if (needs_code(json, character))
        fprintf(json->file, "\\u%04x", (unsigned)character->code);
    else
        fwrite(from, 1, character->bytes, json->file);
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
    fputc('"', json->file);
    for (const unsigned char *from = (const unsigned char *)text; *from;) {
        const size_t plain = plain_bytes(from);
        if (plain) {
            fwrite(from, 1, plain, json->file);
            from += plain;
            continue;
        }
        const struct text_character character = text_decode(from);
        write_character(json, from, &character);
        from += character.bytes ? character.bytes : 1;
    }
    fputc('"', json->file);
}

/* ---- structure ---- */

static bool is_in_line(const struct json_writer *json) {
    return json->layout != JSON_INDENTED || (json->line_depth && json->depth >= json->line_depth);
}

void json_next_in_line(struct json_writer *json) {
    json->line_depth = json->depth + 1;
}

static void start_line(const struct json_writer *json) {
    if (!is_in_line(json))
        fprintf(json->file, "\n%*s", (int)json->depth, "");
}

static void start_value(struct json_writer *json, const char *key) {
    if (json->depth) {
        bool *has_items = &json->has_items[json->depth - 1];
        if (*has_items)
            fputc(',', json->file);
        *has_items = true;
        start_line(json);
    }
    if (!key)
        return;
    write_quoted(json, key);
    fputs(json->layout == JSON_INDENTED ? ": " : ":", json->file);
}

static void begin(struct json_writer *json, const char *key, char bracket) {
    start_value(json, key);
    fputc(bracket, json->file);
    json->has_items[json->depth++] = false;
}

static void end(struct json_writer *json, char bracket) {
    const bool was_in_line = is_in_line(json);
    json->depth--;
    if (json->has_items[json->depth] && !was_in_line)
        start_line(json);
    fputc(bracket, json->file);
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
    fputs("null", json->file);
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
    fprintf(json->file, "%" PRIu64, count > INT64_MAX ? (uint64_t)INT64_MAX : count);
}

void json_number_or_null(struct json_writer *json, const char *key, int number) {
    start_value(json, key);
    if (number)
        fprintf(json->file, "%d", number);
    else
        fputs("null", json->file);
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
    fputs(digits, json->file);
    if (!strpbrk(digits, ".e"))
        fputs(".0", json->file);
}

void json_truth(struct json_writer *json, const char *key, bool truth) {
    start_value(json, key);
    fputs(truth ? "true" : "false", json->file);
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
