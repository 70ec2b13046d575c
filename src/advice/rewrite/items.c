#include "items.h"

#include <string.h>

/* Functions of both databases of one value of one row. min and max are such in SQLite, of several values. */
static const char *const scalar_functions[] = {
    "abs",          "cast",       "ceil",      "ceiling", "char_length", "coalesce", "date",
    "date_part",    "date_trunc", "datetime",  "floor",   "hex",         "ifnull",   "initcap",
    "instr",        "julianday",  "left",      "length",  "lower",       "ltrim",    "nullif",
    "octet_length", "quote",      "replace",   "right",   "round",       "rtrim",    "strftime",
    "strpos",       "substr",     "substring", "time",    "to_char",     "trim",     "trunc",
    "typeof",       "upper",      NULL};

static const char *const aggregate_functions[] = {
    "array_agg", "avg", "bool_and",   "bool_or", "count", "every", "group_concat", "json_agg", "jsonb_agg",
    "max",       "min", "string_agg", "sum",     "total", NULL};

/* Takes the place of a NULL: a literal there says nothing about which row is meant. */
static const char *const functions_of_null[] = {"coalesce", "ifnull", NULL};

static bool is_one_of(const struct rewrite_token *token, const char *const *words) {
    for (; *words; words++) {
        if (rewrite_token_is(token, *words))
            return true;
    }
    return false;
}

static bool is_call(const struct rewrite_statement *statement, struct span span, size_t token) {
    const struct rewrite_token *tokens = statement->tokens;
    if (token + 1 >= span.end || tokens[token + 1].kind != TOKEN_OPEN_PAREN)
        return false;
    return tokens[token].kind == TOKEN_WORD || tokens[token].kind == TOKEN_QUOTED;
}

static bool has_several_arguments(const struct rewrite_statement *statement, size_t call) {
    const struct rewrite_token *tokens = statement->tokens;
    for (size_t i = call + 2; tokens[i].depth > tokens[call].depth; i++) {
        if (tokens[i].kind == TOKEN_COMMA && tokens[i].depth == tokens[call].depth + 1)
            return true;
    }
    return false;
}

/* The kind of a call: ITEM_SCALAR, ITEM_AGGREGATE or ITEM_OTHER. */
static enum item_kind call_kind(const struct rewrite_statement *statement, size_t call) {
    const struct rewrite_token *token = &statement->tokens[call];
    if (is_one_of(token, scalar_functions))
        return ITEM_SCALAR;
    if (!is_one_of(token, aggregate_functions))
        return ITEM_OTHER;
    const bool is_least = rewrite_token_is(token, "min") || rewrite_token_is(token, "max");
    return is_least && has_several_arguments(statement, call) ? ITEM_SCALAR : ITEM_AGGREGATE;
}

/* coalesce(…, ?): the innermost call around the placeholder. */
static bool is_substitute_for_null(const struct rewrite_statement *statement, size_t placeholder) {
    const struct rewrite_token *tokens = statement->tokens;
    size_t open = placeholder;
    while (open > 0 && tokens[open].depth >= tokens[placeholder].depth)
        open--;
    return open > 0 && tokens[open].kind == TOKEN_OPEN_PAREN &&
           is_one_of(&tokens[open - 1], functions_of_null);
}

static enum item_kind expression_kind(const struct rewrite_statement *statement, struct span span) {
    const struct rewrite_token *tokens = statement->tokens;
    enum item_kind kind = ITEM_SCALAR;
    for (size_t i = span.first; i < span.end; i++) {
        if (tokens[i].keyword == KEYWORD_select || tokens[i].keyword == KEYWORD_from ||
            tokens[i].keyword == KEYWORD_distinct)
            return ITEM_OTHER;
        if (tokens[i].placeholder && !is_substitute_for_null(statement, i) &&
            !rewrite_token_is_counted(statement, i))
            return ITEM_OTHER;
        if (!is_call(statement, span, i))
            continue;
        const enum item_kind call = call_kind(statement, i);
        if (call == ITEM_OTHER)
            return ITEM_OTHER;
        if (call != ITEM_AGGREGATE)
            continue;
        kind = ITEM_AGGREGATE;
        i += tokens[i + 2].keyword == KEYWORD_distinct ? 2 : 0; /* count(distinct x) */
    }
    return kind;
}

static bool is_star(const struct rewrite_statement *statement, struct span span) {
    if (statement->tokens[span.end - 1].kind != TOKEN_STAR)
        return false;
    struct column table;
    return span.first + 1 == span.end ||
           (statement->tokens[span.end - 2].kind == TOKEN_DOT &&
            column_read(statement, (struct span){span.first, span.end - 2}, &table));
}

/* Where the expression ends and its alias begins, with or without AS. */
static size_t expression_end(const struct rewrite_statement *statement, struct span span) {
    const struct rewrite_token *tokens = statement->tokens;
    if (span.end - span.first < 2 || !rewrite_token_is_name(statement, span.end - 1))
        return span.end;
    const struct rewrite_token *before = &tokens[span.end - 2];
    if (before->keyword == KEYWORD_as && span.end - span.first > 2)
        return span.end - 2;
    const bool ends_operand = before->kind == TOKEN_CLOSE_PAREN || before->kind == TOKEN_VALUE ||
                              rewrite_token_is_name(statement, span.end - 2);
    return ends_operand ? span.end - 1 : span.end;
}

struct item item_read(const struct rewrite_statement *statement, struct span span) {
    struct item item = {.kind = ITEM_OTHER, .expression = span};
    if (span_is_empty(span))
        return item;
    if (is_star(statement, span)) {
        item.kind = ITEM_STAR;
        return item;
    }
    item.expression.end = expression_end(statement, span);
    item.has_alias = item.expression.end < span.end;
    item.name = item.has_alias ? span.end - 1 : 0;
    if (column_read(statement, item.expression, &item.column)) {
        item.kind = ITEM_COLUMN;
        item.name = span.end - 1;
    } else if (item.expression.first + 1 == item.expression.end &&
               statement->tokens[item.expression.first].placeholder) {
        item.kind = ITEM_VALUE;
    } else {
        item.kind = expression_kind(statement, item.expression);
    }
    return item;
}
