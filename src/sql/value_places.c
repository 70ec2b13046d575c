#include "value_places.h"

#include "lexemes.h"

/* ---- where a token stands ---- */

static void set(uint64_t *levels, bool value) {
    *levels = (*levels & ~(uint64_t)1) | value;
}

static void open_level(struct value_places *places, enum keyword before) {
    const bool value = places->now & 1 || before == KEYWORD_in;
    places->now = places->now << 1 | value;
    places->base = places->base << 1 | value;
    places->between <<= 1;
    places->in_list = places->in_list << 1 | (before == KEYWORD_in);
}

static void close_level(struct value_places *places) {
    places->now >>= 1;
    places->base >>= 1;
    places->between >>= 1;
    places->in_list >>= 1;
}

/* =, ==, <>, !=, <, <=, >, >=, and what takes a key out of JSON. */
static bool is_comparison(const struct token *token) {
    const char first = (char)token->head;
    const bool shift =
        token->length == 2 && (token->head >> 8 & 0xff) == (token->head & 0xff) && first != '=';
    return token->kind == TOKEN_OPERATOR && !shift &&
           (first == '=' || first == '<' || first == '>' || first == '!' || first == '-');
}

/* NOT, NULL, CASE and their like leave things as they are; what begins another clause ends them. */
static void keyword_token(struct value_places *places, enum keyword keyword, enum keyword before) {
    switch (keyword) {
    case KEYWORD_between:
        places->between |= 1;
        places->now |= 1;
        return;
    case KEYWORD_and:
        set(&places->now, places->between & 1);
        set(&places->between, false);
        return;
    case KEYWORD_is:
    case KEYWORD_like:
    case KEYWORD_glob:
    case KEYWORD_match:
    case KEYWORD_regexp:
    case KEYWORD_escape:
    case KEYWORD_then:
    case KEYWORD_else:
    case KEYWORD_default:
        places->now |= 1;
        return;
    case KEYWORD_values:
        places->now |= 1;
        places->base |= 1;
        return;
    case KEYWORD_not:
    case KEYWORD_null:
    case KEYWORD_true:
    case KEYWORD_false:
    case KEYWORD_distinct:
    case KEYWORD_case:
    case KEYWORD_cast:
    case KEYWORD_collate:
    case KEYWORD_exists:
        return;
    case KEYWORD_as:
    case KEYWORD_end:
    case KEYWORD_in:
    case KEYWORD_or:
    case KEYWORD_when:
        set(&places->now, false);
        return;
    case KEYWORD_from:
        if (before == KEYWORD_distinct && places->now & 1)
            return; /* IS DISTINCT FROM */
        break;
    default:
        break;
    }
    set(&places->now, false);
    set(&places->base, false);
}

void value_places_token(struct value_places *places, const struct token *token, enum keyword before) {
    const bool bracketed = token->kind == TOKEN_QUOTED && token->quote != '"';
    if (token->kind == TOKEN_COMMA) {
        value_places_comma(places);
        return;
    }
    places->after_bracketed = bracketed;
    places->beside_bracketed = false;
    if (token->kind == TOKEN_OPEN_PAREN)
        open_level(places, before);
    else if (token->kind == TOKEN_CLOSE_PAREN)
        close_level(places);
    else if (token->keyword != KEYWORD_NONE)
        keyword_token(places, token->keyword, before);
    else if (is_comparison(token))
        places->now |= 1;
}

/* ---- the names of a statement ---- */

static uint32_t name_hash(const char *name, size_t length) {
    const char *const end = name + length;
    uint64_t hash = length;
    for (const char *at = name; at < end; at += 8) {
        const uint64_t word = bytes_load_before(at, end);
        hash = hash_mix(hash, bytes_fold(word, bytes_describe(word).letters));
        if (end - at <= 8)
            break;
    }
    return (uint32_t)hash_finish(hash);
}

static bool names_hold(const struct statement_names *names, uint32_t hash) {
    for (uint32_t i = 0; i < names->count; i++)
        if (names->hashes[i] == hash)
            return true;
    return false;
}

static void names_add(struct statement_names *names, const char *name, size_t length) {
    if (names->count == STATEMENT_NAMES)
        return;
    const uint32_t hash = name_hash(name, length);
    if (!names_hold(names, hash))
        names->hashes[names->count++] = hash;
}

/* Whether the token after `after` begins with `symbol`. */
static bool comes_next(const struct scanner *scanner, const char *after, char symbol) {
    struct scanner ahead = *scanner;
    ahead.cursor = after;
    scanner_skip_gap(&ahead);
    return peek(&ahead, ahead.cursor, 0) == symbol;
}

static bool then_comes_next(const struct scanner *scanner) {
    struct scanner ahead = *scanner;
    struct token token;
    scanner_next(&ahead, true, &token);
    return token.keyword == KEYWORD_then;
}

/* GLOB and its like are operators here and names elsewhere. */
static bool is_operator_word(enum keyword keyword) {
    return keyword == KEYWORD_glob || keyword == KEYWORD_match || keyword == KEYWORD_regexp;
}

/* Whether a quoted name stands where a value is expected, whatever its name. */
static bool at_value(const struct value_places *places, const struct token *token, struct place_before before,
                     const struct scanner *scanner) {
    const bool compared = before.keyword == KEYWORD_when && then_comes_next(scanner);
    const bool alias = before.operand && !is_operator_word(before.keyword);
    if (!(places->now & 1 || compared) || alias || before.kind == TOKEN_DOT ||
        before.keyword == KEYWORD_collate || places->beside_bracketed)
        return false;
    const char *const after = token->start + token->length;
    return !comes_next(scanner, after, '.') && !comes_next(scanner, after, '(');
}

static bool ends_operand(const struct token *token) {
    switch (token->kind) {
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_BLOB:
    case TOKEN_PARAMETER:
        return true;
    default:
        return token_ends_operand(token->kind, token->keyword);
    }
}

static void collect_name(struct statement_names *names, const struct value_places *places,
                         const struct token *token, struct place_before before,
                         const struct scanner *scanner) {
    if (token->kind == TOKEN_WORD || token->kind == TOKEN_SPACED_WORD) {
        if (!keyword_needs_quotes(token->keyword, SQL_SQLITE))
            names_add(names, token->start, token->length);
    } else if (token->kind == TOKEN_QUOTED && token->plain &&
               (token->quote != '"' || !at_value(places, token, before, scanner))) {
        names_add(names, token->start + 1, token->length - 2);
    }
}

static void collect(struct statement_names *names, const struct scanner *scanner) {
    struct scanner reader = *scanner;
    struct value_places places = {.now = 0};
    struct place_before before = {.kind = TOKEN_END};
    struct token token;
    bool names_cursor = false; /* WHERE CURRENT OF: its name is no column's */
    reader.cursor = names->start;
    names->count = 0;
    names->collected = true;
    while (names->count < STATEMENT_NAMES) {
        scanner_next(&reader, before.operand, &token);
        if (token.kind == TOKEN_END || token.kind == TOKEN_SEMICOLON)
            return;
        if (!names_cursor)
            collect_name(names, &places, &token, before, &reader);
        names_cursor = before.keyword == KEYWORD_current && token_is(&token, "of");
        value_places_token(&places, &token, before.keyword);
        before = (struct place_before){token.kind, token.keyword, ends_operand(&token), false};
    }
}

bool value_places_hold(const struct value_places *places, const struct token *token,
                       struct place_before before, const struct scanner *scanner,
                       struct statement_names *names) {
    if (!at_value(places, token, before, scanner))
        return false;
    if (before.command)
        return true;
    if (!names->collected)
        collect(names, scanner);
    return !names_hold(names, name_hash(token->start + 1, token->length - 2));
}
