#include "writer.h"

#define BIT(kind) (1u << (kind))

enum {
    CLOSERS = BIT(TOKEN_COMMA) | BIT(TOKEN_SEMICOLON) | BIT(TOKEN_CLOSE_PAREN) | BIT(TOKEN_CLOSE_BRACKET),
    NAMES = BIT(TOKEN_WORD) | BIT(TOKEN_SPACED_WORD) | BIT(TOKEN_QUOTED),
    AFTER_OPERAND = CLOSERS | BIT(TOKEN_DOT) | BIT(TOKEN_CAST) | BIT(TOKEN_OPEN_BRACKET),
};

/*
 * Each pair that is set here reads as the same two tokens without a space between; where that is in
 * doubt (two dots, two colons, two operators) there is a space.
 */
const uint32_t writer_glued[] = {
    [TOKEN_END] = ~0u,
    [TOKEN_WORD] = AFTER_OPERAND | BIT(TOKEN_OPEN_PAREN),
    [TOKEN_SPACED_WORD] = CLOSERS | BIT(TOKEN_DOT) | BIT(TOKEN_CAST),
    [TOKEN_QUOTED] = AFTER_OPERAND | BIT(TOKEN_OPEN_PAREN),
    [TOKEN_VALUE] = AFTER_OPERAND,
    [TOKEN_OPEN_PAREN] = ~0u,
    [TOKEN_CLOSE_PAREN] = AFTER_OPERAND,
    [TOKEN_OPEN_BRACKET] = ~0u,
    [TOKEN_CLOSE_BRACKET] = AFTER_OPERAND,
    [TOKEN_COMMA] = CLOSERS,
    [TOKEN_SEMICOLON] = CLOSERS,
    [TOKEN_DOT] = CLOSERS | NAMES | BIT(TOKEN_VALUE) | BIT(TOKEN_STAR),
    [TOKEN_CAST] = CLOSERS | NAMES | BIT(TOKEN_VALUE),
    [TOKEN_STAR] = CLOSERS,
    [TOKEN_SIGN] = CLOSERS,
    [TOKEN_OPERATOR] = CLOSERS,
    [TOKEN_OTHER] = CLOSERS,
};

struct writer writer_begin(char *text, size_t capacity) {
    return (struct writer){.text = text, .capacity = capacity, .now = {.hash = 0x5851f42d4c957f2du}};
}

/* A token of any length on its way out, so that it hashes as writer_put_word hashes a short one. */
struct text {
    struct writer *writer;
    uint64_t word; /* the bytes that are not hashed yet */
    size_t pending;
    size_t length;
    size_t start; /* of the token in the output */
};

static void put_raw(struct writer *writer, char byte) {
    struct writer_mark *const now = &writer->now;
    if (now->truncated)
        return;
    if (now->length == writer->capacity)
        now->truncated = true;
    else
        writer->text[now->length++] = byte;
}

static struct text text_begin(struct writer *writer, enum token_kind kind) {
    const struct text text = {.writer = writer, .start = writer->now.length};
    if (!(writer_glued[writer->now.previous] >> kind & 1))
        put_raw(writer, ' ');
    writer->now.previous = kind;
    writer->now.previous_keyword = KEYWORD_NONE;
    return text;
}

static void text_put(struct text *text, char byte) {
    if (text->pending == 8) {
        text->writer->now.hash = hash_mix(text->writer->now.hash, text->word);
        text->pending = 0;
        text->word = 0;
    }
    text->word |= (uint64_t)(uint8_t)byte << 8 * text->pending;
    text->pending++;
    text->length++;
    put_raw(text->writer, byte);
}

static void text_end(struct text *text) {
    struct writer_mark *const now = &text->writer->now;
    now->hash = hash_mix_last(now->hash, text->word, text->length);
    if (now->truncated && now->length > text->start)
        now->length = text->start;
}

/* ---- names that number things ---- */

/* The length of the run of digits at `at`. */
static size_t digit_run(const char *at, const char *end) {
    size_t length = 0;
    while (at + length < end && byte_is_digit(at[length]))
        length++;
    return length;
}

/* Whether a name holds a run of four digits or more: a date or a serial number. */
static bool is_numbered(const char *name, size_t length) {
    const char *const end = name + length;
    for (const char *at = name; at < end; at++) {
        const size_t run = digit_run(at, end);
        if (run >= 4)
            return true;
        at += run;
    }
    return false;
}

/*
 * In such a name every run of two digits or more becomes 0000: still a name, in every dialect, and one
 * that this leaves alone when it meets it again.
 */
static void put_name(struct text *text, const char *name, size_t length, char quote, bool fold) {
    const bool numbered = is_numbered(name, length);
    const char *const end = name + length;
    for (const char *at = name; at < end; at++) {
        const size_t run = numbered ? digit_run(at, end) : 0;
        if (run >= 2) {
            for (int i = 0; i < 4; i++)
                text_put(text, '0');
            at += run - 1;
            continue;
        }
        text_put(text, fold ? byte_fold(*at) : *at);
        if (quote && *at == quote)
            text_put(text, quote);
    }
}

void writer_put_text(struct writer *writer, enum token_kind kind, const char *text, size_t length) {
    struct text out = text_begin(writer, kind);
    for (size_t i = 0; i < length; i++)
        text_put(&out, text[i]);
    text_end(&out);
}

void writer_put_name(struct writer *writer, enum token_kind kind, const char *name, size_t length,
                     bool many_digits) {
    if (length > 8 && !(many_digits && is_numbered(name, length))) {
        writer_put_long_word(writer, kind, name, length);
        return;
    }
    struct text out = text_begin(writer, kind);
    put_name(&out, name, length, 0, true);
    text_end(&out);
}

/* ---- quoted names ---- */

/* The content of a quoted name of SQLite between backticks; a quote that is doubled in it counts once. */
static void put_between_backticks(struct text *text, const struct token *token) {
    const char *at = token->start + 1;
    const char *const end = token->start + token->length - 1;
    text_put(text, '`');
    while (at < end) {
        const char *part = at;
        while (part < end && *part != '"')
            part++;
        const size_t length = (size_t)(part - at) + (part < end);
        put_name(text, at, length, token->quote == '`' ? 0 : '`', true);
        at += length + (part < end && token->quote == '"');
    }
    text_put(text, '`');
}

void writer_put_quoted(struct writer *writer, const struct token *token, enum sql_dialect dialect) {
    struct text out = text_begin(writer, TOKEN_QUOTED);
    if (token->quote == 'U') { /* its digits may be those of an escape */
        text_put(&out, 'u');
        for (size_t i = 1; i < token->length; i++)
            text_put(&out, token->start[i]);
    } else if (dialect == SQL_POSTGRESQL) {
        put_name(&out, token->start, token->length, 0, false);
    } else if (token->plain) {
        text_put(&out, '"');
        put_name(&out, token->start + 1, token->length - 2, 0, true);
        text_put(&out, '"');
    } else {
        put_between_backticks(&out, token);
    }
    text_end(&out);
}
