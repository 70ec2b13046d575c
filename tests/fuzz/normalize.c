/*
 * libFuzzer entry: any bytes through the normaliser, with what its header promises checked.
 *
 * The first byte of the input chooses the options and the capacity of a second, smaller buffer.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sql/comments.h"
#include "sql/normalize.h"
#include "sql/prepared.h"
#include "sql/tags.h"
#include "sql/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition)
        abort();
}

/* Linear time: the cursor moves with every token, never back. */
static void check_cursor(struct sql_options options, const char *sql, size_t length) {
    struct scanner scanner = scanner_begin(options, sql, length);
    bool after_operand = false;
    for (struct token token;;) {
        const char *const before = scanner.cursor;
        scanner_next(&scanner, after_operand, &token);
        require(scanner.cursor <= scanner.end);
        if (token.kind == TOKEN_END)
            return;
        require(scanner.cursor > before && token.start >= before &&
                token.start + token.length == scanner.cursor);
        after_operand = !after_operand;
    }
}

static void check_literals(const struct sql_literal *literals, size_t count, size_t length) {
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        require(literals[i].length > 0 && literals[i].offset >= end);
        end = (size_t)literals[i].offset + literals[i].length;
        require(end <= length);
    }
}

/* A buffer that is too small holds the beginning of the normal form, and nothing else changes. */
static void check_truncation(struct sql_options options, const char *sql, size_t length, const char *whole,
                             const struct sql_normal_form *expected, size_t capacity) {
    char *const text = capacity ? malloc(capacity) : NULL;
    struct sql_normal_form cut;
    sql_normalize(options, sql, length, (struct sql_output){.text = text, .text_capacity = capacity}, &cut);
    require(cut.fingerprint == expected->fingerprint && cut.literals_hash == expected->literals_hash);
    require(cut.text_length <= capacity && cut.truncated == (capacity < expected->text_length));
    require(cut.text_length == 0 || memcmp(text, whole, cut.text_length) == 0);
    free(text);
}

/* Of what the fingerprint stands for, the text decides alone. */
static void check_again(struct sql_options options, const char *text,
                        const struct sql_normal_form *expected) {
    const size_t capacity = 2 * expected->text_length + 16;
    char *const again = malloc(capacity);
    struct sql_normal_form normal_form;
    sql_normalize(options, text, expected->text_length,
                  (struct sql_output){.text = again, .text_capacity = capacity}, &normal_form);
    require(normal_form.text_length == expected->text_length);
    require(memcmp(again, text, expected->text_length) == 0);
    require(normal_form.fingerprint == expected->fingerprint);
    free(again);
}

/* Comments around a statement are no part of it, and a comment may be replaced by any other. */
static void check_comments(struct sql_options options, const char *sql, size_t length,
                           const struct sql_normal_form *expected) {
    static const char other[] = "/*x*/";
    const struct sql_commented commented = sql_comments_around(sql, length);
    const struct sql_part body = commented.body;
    require(body.bytes >= sql && body.length <= length - (size_t)(body.bytes - sql));
    if (!commented.before.bytes && !commented.after.bytes)
        return;
    require(sql_may_be_commented(sql, length));
    if (commented.after.bytes && !sql_body_is_whole(options, sql, length, body))
        return;
    char *const copy = malloc(body.length + sizeof other);
    memcpy(copy, body.bytes, body.length);
    memcpy(copy + body.length, other, sizeof other);
    for (size_t added = 0; added <= (commented.after.bytes ? strlen(other) : 0); added += strlen(other)) {
        struct sql_normal_form normal_form;
        sql_normalize(options, copy, body.length + added, (struct sql_output){0}, &normal_form);
        require(normal_form.fingerprint == expected->fingerprint);
        require(normal_form.literals_hash == expected->literals_hash);
    }
    free(copy);
}

static void check_tag(const struct sql_tag *tag) {
    require(tag->length <= SQL_TAG_BYTES);
    for (uint32_t i = 0; i < tag->length; i++)
        require((unsigned char)tag->bytes[i] >= ' ' && tag->bytes[i] != 0x7f);
}

static void check_tags(const char *comment, size_t length) {
    struct sql_tags tags;
    const bool any = sql_read_tags(comment, length, &tags);
    check_tag(&tags.route);
    check_tag(&tags.controller);
    check_tag(&tags.action);
    check_tag(&tags.job);
    require(any == (tags.route.length || tags.controller.length || tags.action.length || tags.job.length ||
                    tags.has_trace));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    const struct sql_options options = {.dialect = data[0] & 1 ? SQL_SQLITE : SQL_POSTGRESQL,
                                        .backslash_escapes = data[0] & 2};
    const struct sql_options in_encoding = {.dialect = SQL_POSTGRESQL,
                                            .backslash_escapes = data[0] & 2,
                                            .encoding = (enum sql_encoding)(data[0] >> 2 & 3)};
    const size_t small = data[0] >> 2;
    const size_t length = size - 1;
    char *const sql = malloc(length ? length : 1); /* exactly: a read past the end is seen */
    memcpy(sql, data + 1, length);

    const size_t capacity = 2 * length + 16;
    char *const text = malloc(capacity);
    struct sql_literal literals[8];
    struct sql_normal_form normal_form;
    const struct sql_output output = {text, capacity, literals, 8};
    sql_normalize(options, sql, length, output, &normal_form);
    require(!normal_form.truncated && normal_form.text_length <= capacity);
    check_literals(literals, normal_form.literal_count < 8 ? normal_form.literal_count : 8, length);
    check_truncation(options, sql, length, text, &normal_form, small);
    check_again(options, text, &normal_form);
    if (strnlen(sql, length) == length) /* a text of a host's ends at its NUL */
        check_comments(options, sql, length, &normal_form);
    check_tags(sql, length);
    check_cursor(options, sql, length);
    check_cursor(in_encoding, sql, length);
    sql_normalize(in_encoding, sql, length, output, &normal_form);
    require(!normal_form.truncated && normal_form.text_length <= capacity);

    struct sql_prepared prepared;
    sql_parse_prepared(sql, length, &prepared);
    require(memchr(prepared.name, 0, sizeof prepared.name) != NULL);
    require(prepared.body_offset <= length && prepared.body_length <= length - prepared.body_offset);
    free(text);
    free(sql);
    return 0;
}
