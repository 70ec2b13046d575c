#include "tags.h"

#include <string.h>

#include "bytes.h"

struct span {
    const char *at;
    const char *end;
};

/* One tag as it stands in the comment. */
struct pair {
    struct span key;
    struct span value;
    bool is_encoded;
};

/* ---- the list ---- */

static void skip_spaces(struct span *text) {
    while (text->at < text->end && (*text->at == ' ' || *text->at == '\t'))
        text->at++;
}

/* What a byte may be part of. */
enum { IN_KEY = 1, IN_NAME = 2, IN_PATTERN = 4 };

static const uint8_t byte_uses[256] = {
    ['a' ... 'z'] = IN_KEY | IN_NAME,
    ['A' ... 'Z'] = IN_KEY | IN_NAME,
    ['0' ... '9'] = IN_KEY | IN_NAME,
    ['_'] = IN_KEY | IN_NAME,
    ['-'] = IN_KEY | IN_NAME,
    ['.'] = IN_KEY | IN_NAME,
    ['%'] = IN_KEY,
    ['/'] = IN_NAME,
    ['#'] = IN_NAME,
    ['@'] = IN_NAME,
    ['!'] = IN_NAME,
    ['?'] = IN_NAME,
    ['$'] = IN_NAME | IN_PATTERN,
    [':'] = IN_NAME | IN_PATTERN,
    ['\\'] = IN_NAME | IN_PATTERN,
    ['<'] = IN_PATTERN,
    ['>'] = IN_PATTERN,
    ['{'] = IN_PATTERN,
    ['}'] = IN_PATTERN,
    ['('] = IN_PATTERN,
    [')'] = IN_PATTERN,
    ['['] = IN_PATTERN,
    [']'] = IN_PATTERN,
    ['*'] = IN_PATTERN,
    ['^'] = IN_PATTERN,
    ['|'] = IN_PATTERN,
    ['+'] = IN_PATTERN,
    [0x80 ... 0xff] = IN_NAME,
};

static bool is_in(char c, uint8_t use) {
    return byte_uses[(uint8_t)c] & use;
}

static struct span take_key(struct span *text) {
    const char *const start = text->at;
    while (text->at < text->end && is_in(*text->at, IN_KEY))
        text->at++;
    return (struct span){start, text->at};
}

/* ='value': quotes in it are escaped. */
static bool take_quoted(struct span *text, struct span *value) {
    if (text->end - text->at < 3 || text->at[0] != '=' || text->at[1] != '\'')
        return false;
    value->at = text->at += 2;
    while ((text->at = bytes_find(text->at, text->end, '\'', '\\')) < text->end && *text->at == '\\')
        text->at += text->end - text->at > 1 ? 2 : 1;
    if (text->at >= text->end)
        return false;
    value->end = text->at++;
    return true;
}

/* :value, up to the next comma. Prose has a space behind its colon. */
static bool take_plain(struct span *text, struct span *value) {
    if (text->end - text->at < 2 || *text->at != ':' || text->at[1] == ' ')
        return false;
    value->at = text->at + 1;
    value->end = text->at = bytes_find(value->at, text->end, ',', ',');
    while (value->end > value->at && value->end[-1] == ' ')
        value->end--;
    return true;
}

static bool take_pair(struct span *text, struct pair *pair) {
    skip_spaces(text);
    pair->key = take_key(text);
    if (pair->key.at == pair->key.end)
        return false;
    pair->is_encoded = take_quoted(text, &pair->value);
    if (!pair->is_encoded && !take_plain(text, &pair->value))
        return false;
    skip_spaces(text);
    if (text->at == text->end)
        return true;
    return *text->at++ == ',' && text->at < text->end;
}

/* ---- values ---- */

/* One more than the hexadecimal digit is worth; 0: it is none. */
static const uint8_t digit_values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

/* Two digits as a byte; less than 0: they are none. */
static int byte_of_digits(const char *digits) {
    const int high = digit_values[(uint8_t)digits[0]];
    const int low = digit_values[(uint8_t)digits[1]];
    return high && low ? (high - 1) << 4 | (low - 1) : -1;
}

/*
 * The next byte of a URL-encoded text. Libraries double the percent sign for drivers that replace it, which
 * then may not be asked to.
 */
static char next_decoded(struct span *text) {
    const char first = *text->at++;
    if (first == '\\' && text->at < text->end)
        return *text->at++;
    if (first != '%')
        return first;
    const char *digits = text->at;
    if (digits < text->end && *digits == '%')
        digits++;
    const int byte = text->end - digits < 2 ? -1 : byte_of_digits(digits);
    if (byte < 0)
        return first;
    text->at = digits + 2;
    return (char)byte;
}

/* Returns the decoded length; more than `capacity`: it was cut. */
static uint32_t decode(const struct pair *pair, char *bytes, uint32_t capacity) {
    struct span rest = pair->value;
    uint32_t length = 0;
    for (; rest.at < rest.end && length < capacity; length++)
        bytes[length] = pair->is_encoded ? next_decoded(&rest) : *rest.at++;
    return rest.at < rest.end ? capacity + 1 : length;
}

/* A name in the program: what is longer or has other characters is none. */
static void read_name(const struct pair *pair, struct sql_tag *tag) {
    const uint32_t length = decode(pair, tag->bytes, SQL_TAG_BYTES);
    uint32_t valid = 0;
    while (valid < length && length <= SQL_TAG_BYTES && is_in(tag->bytes[valid], IN_NAME))
        valid++;
    tag->length = valid == length ? length : 0;
}

/* Where the path ends: at its query, but not at a question mark of a pattern, as in (?P<id>\d+). */
static uint32_t path_length(const char *path, uint32_t length) {
    for (uint32_t i = 0; i < length; i++)
        if (path[i] == '#' || (path[i] == '?' && (i == 0 || path[i - 1] != '(')))
            return i;
    return length;
}

/*
 * Whether a part of a path that should have been a parameter's name is a value: a number, an identifier, an
 * address, a token. Four digits are where a name's digits count as a value elsewhere (src/README.md, "The
 * normaliser"); words longer than LONG_WORD without a separator are no names that anyone gives.
 */
enum { VALUE_DIGITS = 4, LONG_WORD = 24 };

static bool looks_like_value(const char *part, uint32_t length) {
    uint32_t digits = 0;
    bool separated = false;
    for (uint32_t i = 0; i < length; i++) {
        if (is_in(part[i], IN_PATTERN))
            return false;
        if (part[i] == '@')
            return true;
        digits += byte_is_digit(part[i]);
        separated = separated || part[i] == '-' || part[i] == '_' || part[i] == '.';
    }
    return length && (digits == length || digits >= VALUE_DIGITS || (length > LONG_WORD && !separated));
}

static uint32_t fold_values(char *path, uint32_t length) {
    uint32_t written = 0;
    for (uint32_t start = 0; start <= length;) {
        uint32_t end = start;
        while (end < length && path[end] != '/')
            end++;
        if (looks_like_value(path + start, end - start)) {
            path[written++] = '?';
        } else {
            memmove(path + written, path + start, end - start);
            written += end - start;
        }
        if (end < length)
            path[written++] = '/';
        start = end + 1;
    }
    return written;
}

static void read_route(const struct pair *pair, struct sql_tag *tag) {
    uint32_t length = decode(pair, tag->bytes, SQL_TAG_BYTES);
    tag->length = 0;
    if (length > SQL_TAG_BYTES) /* what is left of the last part says nothing of it */
        for (length = SQL_TAG_BYTES; length > 0 && tag->bytes[length - 1] != '/';)
            length--;
    length = path_length(tag->bytes, length);
    for (uint32_t i = 0; i < length; i++)
        if ((unsigned char)tag->bytes[i] < ' ' || tag->bytes[i] == 0x7f)
            return;
    tag->length = fold_values(tag->bytes, length);
}

/* ---- traceparent: 00-<trace id>-<span id>-<flags> ---- */

enum { TRACE_AT = 3, SPAN_AT = 36, FLAGS_AT = 53, TRACEPARENT_BYTES = 55 };

/* All zero is invalid. */
static bool read_id(const char *digits, uint8_t *id, uint32_t bytes) {
    uint8_t any = 0;
    for (uint32_t i = 0; i < bytes; i++) {
        const int byte = byte_of_digits(digits + 2 * (size_t)i);
        if (byte < 0)
            return false;
        id[i] = (uint8_t)byte;
        any |= id[i];
    }
    return any;
}

static void read_traceparent(const struct pair *pair, struct sql_tags *tags) {
    const char *const text = pair->value.at;
    if (pair->value.end - text != TRACEPARENT_BYTES || text[TRACE_AT - 1] != '-' ||
        text[SPAN_AT - 1] != '-' || text[FLAGS_AT - 1] != '-')
        return;
    tags->has_trace = read_id(text + TRACE_AT, tags->trace_id, SQL_TRACE_ID_BYTES) &&
                      read_id(text + SPAN_AT, tags->span_id, SQL_SPAN_ID_BYTES);
}

/* ---- tags ---- */

static bool key_is(const struct pair *pair, const char *name) {
    const size_t length = strlen(name);
    return (size_t)(pair->key.end - pair->key.at) == length && memcmp(pair->key.at, name, length) == 0;
}

static void note(const struct pair *pair, struct sql_tags *tags) {
    if (key_is(pair, "route"))
        read_route(pair, &tags->route);
    else if (key_is(pair, "controller"))
        read_name(pair, &tags->controller);
    else if (key_is(pair, "action"))
        read_name(pair, &tags->action);
    else if (key_is(pair, "job") || key_is(pair, "job_name"))
        read_name(pair, &tags->job);
    else if (key_is(pair, "traceparent"))
        read_traceparent(pair, tags);
}

bool sql_read_tags(const char *comment, size_t length, struct sql_tags *tags) {
    struct span rest = {comment, comment + length};
    struct pair pair;
    memset(tags, 0, sizeof *tags);
    while (rest.at < rest.end) {
        if (!take_pair(&rest, &pair)) {
            memset(tags, 0, sizeof *tags);
            return false;
        }
        note(&pair, tags);
    }
    return tags->route.length || tags->controller.length || tags->action.length || tags->job.length ||
           tags->has_trace;
}
