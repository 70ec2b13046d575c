#include "columns.h"

#include "rewrite.h"

/* ---- columns and tables ---- */

bool column_read(const struct rewrite_statement *statement, struct span span, struct column *column) {
    enum { MOST_PARTS = 4 }; /* database.schema.table.column */
    const size_t count = span.end - span.first;
    if (span_is_empty(span) || count % 2 == 0 || count > MOST_PARTS * 2 - 1)
        return false;
    for (size_t i = 0; i < count; i++) {
        const bool fits = i % 2 ? statement->tokens[span.first + i].kind == TOKEN_DOT
                                : rewrite_token_is_name(statement, span.first + i);
        if (!fits)
            return false;
    }
    *column = (struct column){span, span.end - 1};
    return true;
}

bool columns_equal(const struct rewrite_statement *statement, const struct column *left,
                   const struct column *right) {
    if (!rewrite_tokens_equal(statement, left->name, statement, right->name))
        return false;
    if (left->name == left->span.first || right->name == right->span.first)
        return true;
    return rewrite_tokens_equal(statement, left->name - 2, statement, right->name - 2);
}

bool table_read(const struct rewrite_statement *statement, struct span span, struct table *table) {
    struct span name = {span.first, span.first + 1};
    while (name.end + 1 < span.end && statement->tokens[name.end].kind == TOKEN_DOT)
        name.end += 2;
    struct column read;
    if (span_is_empty(span) || !column_read(statement, name, &read))
        return false;
    *table = (struct table){name, read.name};
    size_t rest = name.end;
    if (rest == span.end)
        return true;
    rest += statement->tokens[rest].keyword == KEYWORD_as;
    table->alias = rest;
    return rest + 1 == span.end && rewrite_token_is_name(statement, rest);
}

/* FROM, INTO or UPDATE and a name. */
const char *rewrite_table(struct pool *pool, const struct merged_statement *statement) {
    struct rewrite_statement read;
    if (!rewrite_statement_read(pool, statement, &read))
        return NULL;
    for (size_t i = 0; i + 1 < read.count; i++) {
        const enum keyword keyword = read.tokens[i].keyword;
        if (keyword != KEYWORD_from && keyword != KEYWORD_into && keyword != KEYWORD_update)
            continue;
        size_t name = i + 1;
        while (name + 2 < read.count && read.tokens[name + 1].kind == TOKEN_DOT)
            name += 2;
        if (rewrite_token_is_name(&read, name))
            return rewrite_token_text(pool, &read, name);
    }
    return NULL;
}

/* ---- conditions ---- */

/* A placeholder and its casts to types of one word, which may be qualified: the last one counts. */
static bool value_read(const struct rewrite_statement *statement, struct span span,
                       struct condition *condition) {
    if (span_is_empty(span) || !statement->tokens[span.first].placeholder)
        return false;
    condition->placeholder = statement->tokens[span.first].placeholder;
    for (size_t cast = span.first + 1; cast < span.end;) {
        struct span type = {cast + 1, cast + 1};
        while (type.end < span.end && statement->tokens[type.end].kind != TOKEN_CAST)
            type.end++;
        struct column name;
        if (statement->tokens[cast].kind != TOKEN_CAST || !column_read(statement, type, &name))
            return false;
        condition->type = type;
        cast = type.end;
    }
    return true;
}

static bool is_equals(const struct rewrite_statement *statement, size_t token) {
    const struct rewrite_token *it = &statement->tokens[token];
    if (it->kind != TOKEN_OPERATOR || it->start[0] != '=')
        return false;
    return it->length == 1 || (it->length == 2 && it->start[1] == '=' && statement->dialect == SQL_SQLITE);
}

static struct condition condition_read(const struct rewrite_statement *statement, struct span span) {
    struct condition condition = {.span = span};
    const struct span inner = span_without_parentheses(statement, span);
    size_t equals = inner.first;
    while (equals < inner.end && !is_equals(statement, equals))
        equals++;
    if (equals >= inner.end)
        return condition;
    const struct span left = {inner.first, equals};
    const struct span right = {equals + 1, inner.end};
    condition.is_equality =
        (column_read(statement, left, &condition.column) && value_read(statement, right, &condition)) ||
        (column_read(statement, right, &condition.column) && value_read(statement, left, &condition));
    return condition;
}

/* The end of the condition that begins at `span.first`: the next AND at its depth, but for that of BETWEEN.
 */
static size_t condition_end(const struct rewrite_statement *statement, struct span span) {
    const struct rewrite_token *tokens = statement->tokens;
    bool between = false;
    for (size_t i = span.first; i < span.end; i++) {
        if (tokens[i].depth != tokens[span.first].depth)
            continue;
        if (tokens[i].keyword == KEYWORD_and && !between)
            return i;
        between = tokens[i].keyword == KEYWORD_between || (between && tokens[i].keyword != KEYWORD_and);
    }
    return span.end;
}

static bool has_or(const struct rewrite_statement *statement, struct span span) {
    for (size_t i = span.first; i < span.end; i++) {
        if (statement->tokens[i].keyword == KEYWORD_or &&
            statement->tokens[i].depth == statement->tokens[span.first].depth)
            return true;
    }
    return false;
}

/* Parts that are themselves joined by AND wait behind the one that is looked at, in the order of the text. */
bool conditions_read(const struct rewrite_statement *statement, struct span where,
                     struct conditions *conditions) {
    struct span waiting[MOST_CONDITIONS] = {where};
    size_t count = 1;
    conditions->count = 0;
    while (count) {
        const struct span part = waiting[--count];
        const struct span inner = span_without_parentheses(statement, part);
        const size_t end = span_is_empty(inner) ? inner.end : condition_end(statement, inner);
        if (end >= inner.end || has_or(statement, inner)) {
            if (conditions->count == MOST_CONDITIONS || span_is_empty(inner))
                return false;
            conditions->items[conditions->count++] = condition_read(statement, part);
            continue;
        }
        if (count + 2 > MOST_CONDITIONS)
            return false;
        waiting[count++] = (struct span){end + 1, inner.end};
        waiting[count++] = (struct span){inner.first, end};
    }
    return true;
}
