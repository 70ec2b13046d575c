#include "values.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>

#include "stack/utf8.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    WIDE_TEXT_BYTES = 16,   /* names of few things are shorter */
    WIDE_INTEGER = 1 << 16, /* counters, years, quantities and most test data lie below */
    DECIMAL_DIGITS = 15,    /* so many are exact in a double */
    PIECE_BYTES = 240,      /* XXH3_MIDSIZE_MAX */
    READ_BYTES = 4096,      /* of a longer value, what is looked at; its length counts too */
    LITERAL_BYTES = 2 * VALUE_KEY_BYTES,
};

/*
 * The module's state: the key. The kernel gives each process sixteen random bytes (getauxval(3), AT_RANDOM),
 * so no call is needed before the first statement; glibc takes its own secrets from there, and like those
 * the key never leaves the process.
 */
static uint64_t key;

__attribute__((constructor)) static void draw_key(void) {
    const void *random = (const void *)getauxval(AT_RANDOM); // NOLINT(performance-no-int-to-ptr)
    if (random)
        memcpy(&key, random, sizeof key);
}

static uint64_t marked(uint64_t hash, unsigned marks) {
    return (hash & ~(uint64_t)(VALUE_KEY | VALUE_WIDE)) | marks;
}

/* In pieces that xxHash (0.8) hashes in line: for longer ones it takes hundreds of bytes of the stack. */
static uint64_t hash_bytes(const void *bytes, size_t length, unsigned marks) {
    const char *piece = bytes;
    size_t left = length < READ_BYTES ? length : READ_BYTES;
    uint64_t hash = key + length;
    for (; left > PIECE_BYTES; left -= PIECE_BYTES, piece += PIECE_BYTES)
        hash = XXH3_64bits_withSeed(piece, PIECE_BYTES, hash);
    return marked(XXH3_64bits_withSeed(piece, left, hash), marks);
}

static uint64_t hash_word(uint64_t word, unsigned marks) {
    uint64_t hash = (word ^ key) * 0xbf58476d1ce4e5b9ull;
    hash = (hash ^ (hash >> 32)) * 0x94d049bb133111ebull;
    return marked(hash ^ (hash >> 29), marks);
}

uint64_t value_of_integer(int64_t value) {
    const bool wide = value >= WIDE_INTEGER || value <= -WIDE_INTEGER;
    return hash_word((uint64_t)value, wide ? VALUE_KEY | VALUE_WIDE : VALUE_KEY);
}

uint64_t value_of_real(double value) {
    const double exact = 9007199254740992.0; /* 2^53 */
    if (value > -exact && value < exact && value == (double)(int64_t)value)
        return value_of_integer((int64_t)value);
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return hash_word(~bits, VALUE_KEY);
}

/* digits / 10^scale, correctly rounded: both are exact in a double (Clinger 1990). */
static uint64_t value_of_decimal(int64_t digits, unsigned scale) {
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    return value_of_real((double)digits / powers[scale]);
}

/* ---- text -----------------------------------------------------------------------------------------------
 */

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool read_number(const char *text, size_t length, uint64_t *value) {
    const bool negative = length && text[0] == '-';
    size_t at = negative;
    uint64_t digits = 0;
    size_t point = 0; /* place behind it; 0: none */
    if (length - at > 19 || at == length || (text[at] == '0' && at + 1 < length && is_digit(text[at + 1])))
        return false;
    for (; at < length; at++) {
        if (is_digit(text[at]))
            digits = digits * 10 + (uint64_t)(text[at] - '0');
        else if (text[at] == '.' && !point && at > negative && at + 1 < length)
            point = at + 1;
        else
            return false;
    }
    if (digits > INT64_MAX)
        return false;
    const int64_t whole = negative ? -(int64_t)digits : (int64_t)digits;
    if (!point) {
        *value = value_of_integer(whole);
        return true;
    }
    if (length - negative - 1 > DECIMAL_DIGITS)
        return false;
    *value = value_of_decimal(whole, (unsigned)(length - point));
    return true;
}

static int hexadecimal(char digit) {
    if (is_digit(digit))
        return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Both usual forms: 8-4-4-4-12, and thirty-two digits. */
static bool read_uuid(const char *text, size_t length, unsigned char *bytes) {
    const bool dashes = length == 36;
    unsigned digits = 0;
    if (length != 32 && !dashes)
        return false;
    memset(bytes, 0, 16);
    for (size_t i = 0; i < length; i++) {
        if (dashes && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (text[i] != '-')
                return false;
            continue;
        }
        const int value = hexadecimal(text[i]);
        if (value < 0)
            return false;
        bytes[digits / 2] = (unsigned char)(bytes[digits / 2] << 4 | value);
        digits++;
    }
    return digits == 32;
}

static unsigned marks_of_text(size_t length) {
    if (!length || length > VALUE_KEY_BYTES)
        return 0;
    return length >= WIDE_TEXT_BYTES ? VALUE_KEY | VALUE_WIDE : VALUE_KEY;
}

/* An array of one element, in PostgreSQL's output form, looks up what its element does. A long one is no key.
 */
static bool is_array_of_one(const char *text, size_t length) {
    return length > 2 && length <= VALUE_KEY_BYTES + 2 && text[0] == '{' && text[length - 1] == '}' &&
           !memchr(text, ',', length) && !memchr(text, '"', length);
}

uint64_t value_of_text(const char *text, size_t length) {
    unsigned char uuid[16];
    uint64_t value = 0;
    if (!text)
        return 0;
    if (is_array_of_one(text, length))
        return value_of_text(text + 1, length - 2);
    if (length && (is_digit(text[0]) || text[0] == '-') && read_number(text, length, &value))
        return value;
    if (read_uuid(text, length, uuid))
        return hash_bytes(uuid, sizeof uuid, VALUE_KEY | VALUE_WIDE);
    return hash_bytes(text, length, marks_of_text(length));
}

static uint32_t utf16_unit(const unsigned char *at, bool big_endian) {
    return big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

uint64_t value_of_utf16(const void *text, size_t bytes, bool big_endian) {
    const unsigned char *at = text;
    char plain[VALUE_KEY_BYTES / 2 * 3];
    size_t length = 0;
    if (!text || bytes > VALUE_KEY_BYTES)
        return value_of_blob(text, bytes);
    for (size_t i = 0; i + 1 < bytes; i += 2) {
        uint32_t point = utf16_unit(at + i, big_endian);
        const uint32_t low = i + 3 < bytes ? utf16_unit(at + i + 2, big_endian) : 0;
        if (point >> 10 == 0xd800 >> 10 && low >> 10 == 0xdc00 >> 10) {
            point = 0x10000 + ((point & 0x3ff) << 10 | (low & 0x3ff));
            i += 2;
        }
        length += utf8_put(plain + length, point);
    }
    return value_of_text(plain, length);
}

uint64_t value_of_blob(const void *bytes, size_t length) {
    return bytes ? hash_bytes(bytes, length, marks_of_text(length)) : 0;
}

/* The text between the quotes, where a quote inside is doubled. */
static uint64_t value_of_quoted(const char *text, size_t length) {
    char plain[LITERAL_BYTES];
    size_t bytes = 0;
    if (!memchr(text, '\'', length) || length > sizeof plain)
        return value_of_text(text, length);
    for (size_t i = 0; i < length; i++) {
        plain[bytes++] = text[i];
        i += text[i] == '\'' && i + 1 < length && text[i + 1] == '\'';
    }
    return value_of_text(plain, bytes);
}

/* X'00ff' */
static uint64_t value_of_hexadecimal(const char *digits, size_t length) {
    unsigned char bytes[VALUE_KEY_BYTES];
    if (length % 2 || length > 2 * sizeof bytes)
        return 0;
    for (size_t i = 0; i < length / 2; i++) {
        const int high = hexadecimal(digits[2 * i]), low = hexadecimal(digits[2 * i + 1]);
        if (high < 0 || low < 0)
            return 0;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return value_of_blob(bytes, length / 2);
}

uint64_t value_of_literal(const char *literal, size_t length) {
    const char prefix = length && literal[0] != '\'' ? (char)(literal[0] | 0x20) : '\0';
    const bool has_prefix = prefix == 'e' || prefix == 'n' || prefix == 'x';
    if (length < 2u + has_prefix || literal[has_prefix] != '\'' || literal[length - 1] != '\'')
        return value_of_text(literal, length);
    const char *text = literal + has_prefix + 1;
    const size_t bytes = length - has_prefix - 2;
    if (prefix == 'x')
        return value_of_hexadecimal(text, bytes);
    /* What a backslash stands for is for the server to say; drivers write E where there is one. */
    return prefix == 'e' && memchr(text, '\\', bytes) ? hash_bytes(text, bytes, 0)
                                                      : value_of_quoted(text, bytes);
}

/* ---- libpq's binary format ------------------------------------------------------------------------------
 */

enum type { /* server/catalog/pg_type.dat, PostgreSQL 15 */
            TYPE_INT8 = 20,
            TYPE_INT2 = 21,
            TYPE_INT4 = 23,
            TYPE_TEXT = 25,
            TYPE_OID = 26,
            TYPE_FLOAT4 = 700,
            TYPE_FLOAT8 = 701,
            TYPE_BPCHAR = 1042,
            TYPE_VARCHAR = 1043,
            TYPE_NUMERIC = 1700,
};

static uint64_t big_endian(const unsigned char *bytes, size_t length) {
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++)
        value = value << 8 | bytes[i];
    return value;
}

static int64_t signed_integer(const unsigned char *bytes, size_t length) {
    switch (length) {
    case 2:
        return (int16_t)big_endian(bytes, 2);
    case 4:
        return (int32_t)big_endian(bytes, 4);
    default:
        return (int64_t)big_endian(bytes, 8);
    }
}

static uint64_t value_of_float(const unsigned char *bytes, size_t length) {
    const uint64_t bits = big_endian(bytes, length);
    double value = 0;
    if (length == 8) {
        memcpy(&value, &bits, sizeof value);
        return value_of_real(value);
    }
    const uint32_t low = (uint32_t)bits;
    float narrow = 0;
    memcpy(&narrow, &low, sizeof narrow);
    return value_of_real(narrow);
}

/*
 * numeric: count of digits, weight of the first, sign, scale, then digits to the base of 10,000, two bytes
 * each (src/backend/utils/adt/numeric.c, numeric_send, 15). More than a double holds is told apart as bytes.
 */
static uint64_t value_of_numeric(const unsigned char *bytes, size_t length) {
    if (length < 8)
        return hash_bytes(bytes, length, 0);
    const int64_t count = signed_integer(bytes, 2);
    const int64_t weight = signed_integer(bytes + 2, 2);
    const uint64_t sign = big_endian(bytes + 4, 2);
    if (count < 0 || (size_t)count * 2 + 8 != length || (sign != 0 && sign != 0x4000))
        return hash_bytes(bytes, length, 0);
    int64_t digits = 0;
    for (int64_t i = 0; i < count; i++) {
        if (digits > INT64_MAX / 10000 - 10)
            return hash_bytes(bytes, length, 0);
        digits = digits * 10000 + (int64_t)big_endian(bytes + 8 + 2 * i, 2);
    }
    int64_t exponent = 4 * (weight + 1 - count); /* of ten */
    if (!count)
        exponent = 0;
    for (; exponent < 0 && digits % 10 == 0 && digits; exponent++)
        digits /= 10;
    for (; exponent > 0 && digits < INT64_MAX / 10; exponent--)
        digits *= 10;
    if (exponent > 0 || exponent < -DECIMAL_DIGITS)
        return hash_bytes(bytes, length, 0);
    const int64_t value = sign ? -digits : digits;
    return exponent ? value_of_decimal(value, (unsigned)-exponent) : value_of_integer(value);
}

uint64_t value_of_binary(const void *bytes, size_t length, uint32_t type) {
    if (!bytes)
        return 0;
    switch (type) {
    case 0:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
        if (length == 2 || length == 4 || length == 8)
            return value_of_integer(signed_integer(bytes, length));
        return type ? hash_bytes(bytes, length, 0) : value_of_blob(bytes, length);
    case TYPE_OID:
        return length == 4 ? value_of_integer((int64_t)big_endian(bytes, 4)) : hash_bytes(bytes, length, 0);
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
        return length == 4 || length == 8 ? value_of_float(bytes, length) : hash_bytes(bytes, length, 0);
    case TYPE_TEXT:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR:
        return value_of_text(bytes, length);
    case TYPE_NUMERIC:
        return value_of_numeric(bytes, length);
    default:
        return value_of_blob(bytes, length);
    }
}
