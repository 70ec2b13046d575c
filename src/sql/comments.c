#include "comments.h"

#include <string.h>

#include "lexemes.h"
#include "tokenizer.h"

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_pair(const char *at, char first, char second) {
    return at[0] == first && at[1] == second;
}

/* The comment that the text begins with. */
static struct sql_part comment_before(const char *sql, const char *end) {
    if (end - sql < 4 || !is_pair(sql, '/', '*'))
        return (struct sql_part){0};
    const char *const content = sql + 2;
    for (const char *at = content; (at = bytes_find(at, end, '*', '/')), end - at >= 2; at++) {
        if (is_pair(at, '*', '/'))
            return (struct sql_part){content, (size_t)(at - content)};
        if (is_pair(at, '/', '*'))
            break;
    }
    return (struct sql_part){0};
}

/* The comment that the text ends with, perhaps with a semicolon behind it. */
static struct sql_part comment_after(const char *sql, const char *end) {
    while (end > sql && (is_space(end[-1]) || end[-1] == ';'))
        end--;
    if (end - sql < 4 || !is_pair(end - 2, '*', '/'))
        return (struct sql_part){0};
    const char *const last = end - 2;
    const char *const first = last - sql > SQL_COMMENT_BYTES ? last - SQL_COMMENT_BYTES : sql;
    for (const char *at = last; (at = memrchr(first, '/', (size_t)(at - first)));) {
        if (at[1] == '*' && at + 2 <= last) {
            const struct sql_part content = {at + 2, (size_t)(last - at - 2)};
            if (!memchr(content.bytes, '\n', content.length))
                return content;
            break;
        }
        if (at > first && at[-1] == '*')
            break;
    }
    return (struct sql_part){0};
}

struct sql_commented sql_comments_around(const char *sql, size_t length) {
    const char *start = sql;
    const char *end = sql + length;
    struct sql_commented parts = {.before = comment_before(start, end)};
    if (parts.before.bytes)
        start = parts.before.bytes + parts.before.length + 2;
    while (start < end && is_space(*start))
        start++;
    parts.after = comment_after(start, end);
    if (parts.after.bytes)
        for (end = parts.after.bytes - 2; end > start && is_space(end[-1]);)
            end--;
    parts.body = (struct sql_part){start, (size_t)(end - start)};
    return parts;
}

/* Whether a comment that began earlier, at `gap` or behind it, goes on where the one behind the body begins.
 */
static bool is_within_comment(const struct scanner *whole, const char *gap, const char *end) {
    struct scanner scanner = *whole;
    const char *comment = end;
    while (comment < whole->end && is_space(*comment))
        comment++;
    if (comment == whole->end)
        return false;
    scanner.cursor = gap;
    scanner.end = comment + 1; /* a slash alone begins none */
    scanner_skip_gap(&scanner);
    return scanner.cursor != comment;
}

bool sql_body_is_whole(struct sql_options options, const char *sql, size_t length, struct sql_part body) {
    const char *const end = body.bytes + body.length;
    struct scanner scanner = scanner_begin(options, body.bytes, (size_t)(sql + length - body.bytes));
    const char *gap = body.bytes; /* behind the last token of the body */
    struct token token;
    do {
        scanner_next(&scanner, false, &token);
        const bool in_body = token.start + token.length <= end;
        if (token.kind != TOKEN_END && token.kind != TOKEN_SEMICOLON && !in_body)
            return false;
        if (token.kind != TOKEN_END && in_body)
            gap = token.start + token.length;
    } while (token.kind != TOKEN_END);
    return !is_within_comment(&scanner, gap, end);
}
