#include "rewrite.h"

#include <string.h>

#include "items.h"
#include "keys.h"

/* A select of columns of one table. */
struct side {
    struct rewrite_statement read;
    struct clauses clauses;
    struct table table;
    struct conditions conditions;
    const char *name; /* by which its columns are known in the join */
};

static bool side_read(struct pool *pool, const struct merged_statement *statement, struct side *side) {
    const struct clauses *clauses = &side->clauses;
    if (!rewrite_statement_read(pool, statement, &side->read) ||
        side->read.tokens[0].keyword != KEYWORD_select ||
        !clauses_read(&side->read, rewrite_statement_all(&side->read), &side->clauses) || clauses->distinct ||
        !table_read(&side->read, clauses->of[CLAUSE_FROM], &side->table) ||
        !span_is_empty(clauses->of[CLAUSE_GROUP]) || !span_is_empty(clauses->of[CLAUSE_HAVING]) ||
        !span_is_empty(clauses->of[CLAUSE_LOCKING]) || !span_is_empty(clauses->of[CLAUSE_SET]))
        return false;
    const struct rewrite_token *name = &side->read.tokens[side->table.alias];
    side->name = pool_copy_text(pool, name->start, name->length);
    return span_is_empty(clauses->of[CLAUSE_WHERE]) ||
           conditions_read(&side->read, clauses->of[CLAUSE_WHERE], &side->conditions);
}

/* ---- expressions over columns, each known by its table ---- */

/* What may stand beside columns and placeholders where columns are to be told from other words. */
static bool is_plain_word(const struct rewrite_token *token) {
    static const char *const words[] = {"and", "or",  "not",  "is",   "null",  "like", "between",
                                        "in",  "asc", "desc", "true", "false", NULL};
    for (const char *const *word = words; *word; word++) {
        if (rewrite_token_is(token, *word))
            return true;
    }
    return false;
}

/* NULLS FIRST and NULLS LAST are no columns. */
static bool is_place_of_nulls(const struct rewrite_statement *read, struct span span, size_t token) {
    const struct rewrite_token *it = &read->tokens[token];
    if (rewrite_token_is(it, "nulls"))
        return token > span.first && token + 1 < span.end &&
               (rewrite_token_is(it + 1, "first") || rewrite_token_is(it + 1, "last"));
    return (rewrite_token_is(it, "first") || rewrite_token_is(it, "last")) && token > span.first + 1 &&
           rewrite_token_is(it - 1, "nulls");
}

/* The column that begins at `token`, longest first. */
static bool column_at(const struct rewrite_statement *read, struct span span, size_t token,
                      struct column *column) {
    size_t end = token + 1;
    while (end + 1 < span.end && read->tokens[end].kind == TOKEN_DOT)
        end += 2;
    return column_read(read, (struct span){token, end}, column);
}

static bool is_operator_between_columns(const struct rewrite_token *token) {
    switch (token->kind) {
    case TOKEN_OPERATOR:
    case TOKEN_OPEN_PAREN:
    case TOKEN_CLOSE_PAREN:
    case TOKEN_COMMA:
    case TOKEN_VALUE:
        return true;
    default:
        return false;
    }
}

static bool is_known_by(const struct side *side, const struct column *column) {
    return rewrite_tokens_equal(&side->read, column->name - 2, &side->read, side->table.alias);
}

/* Names that ORDER BY takes from the list of the result. */
static bool is_alias(const struct side *side, size_t name) {
    struct span list = side->clauses.of[CLAUSE_HEAD];
    while (!span_is_empty(list)) {
        const struct item item = item_read(&side->read, span_take_item(&side->read, &list));
        if (item.has_alias && rewrite_tokens_equal(&side->read, item.name, &side->read, name))
            return true;
    }
    return false;
}

/* Writes a column by the name that its table has in the join. */
static bool put_column(struct rewrite_output *output, const struct side *side, const struct column *column) {
    if (column->name != column->span.first && !is_known_by(side, column))
        return false;
    put_text(output, side->name);
    put_text(output, ".");
    put_span(output, &side->read, (struct span){column->name, column->name + 1});
    return true;
}

/* Comparisons of columns and values: columns by their table's name, the rest as it is. False for others. */
static bool put_expression(struct rewrite_output *output, const struct side *side, struct span span) {
    const struct rewrite_statement *read = &side->read;
    for (size_t i = span.first; i < span.end; i++) {
        const struct rewrite_token *token = &read->tokens[i];
        const struct rewrite_token *before = token - 1;
        if (i > span.first && before->start + before->length < token->start)
            put_text(output, " ");
        struct column column;
        const bool is_word = is_plain_word(token) || is_place_of_nulls(read, span, i);
        if (is_word || is_operator_between_columns(token)) {
            put_span(output, read, (struct span){i, i + 1});
            continue;
        }
        if (!column_at(read, span, i, &column) || (column.name == i && is_alias(side, i)))
            return false;
        const size_t next = column.span.end;
        const bool is_call = next < span.end && read->tokens[next].kind == TOKEN_OPEN_PAREN;
        const bool is_operand = next == span.end || is_operator_between_columns(&read->tokens[next]) ||
                                is_plain_word(&read->tokens[next]) || is_place_of_nulls(read, span, next);
        if (is_call || !is_operand || !put_column(output, side, &column))
            return false;
        i = next - 1;
    }
    return true;
}

/* ---- the list of the result ---- */

/* Whether the side's result has a column of the name, or may have it. */
static bool has_result(const struct side *side, const struct rewrite_token *name) {
    struct span list = side->clauses.of[CLAUSE_HEAD];
    while (!span_is_empty(list)) {
        const struct item item = item_read(&side->read, span_take_item(&side->read, &list));
        if (item.kind == ITEM_STAR)
            return true;
        const struct rewrite_token *known = &side->read.tokens[item.name];
        if (known->length == name->length && !memcmp(known->start, name->start, name->length))
            return true;
    }
    return false;
}

/* "table_column", where the names need no quotes; NULL else. */
static const char *longer_name(struct pool *pool, const struct side *side, size_t column) {
    const struct rewrite_token *table = &side->read.tokens[side->table.name.end - 1];
    const struct rewrite_token *name = &side->read.tokens[column];
    if (table->kind != TOKEN_WORD || name->kind != TOKEN_WORD)
        return NULL;
    return pool_format(pool, "%.*s_%.*s", (int)table->length, table->start, (int)name->length, name->start);
}

static bool put_item(struct rewrite_output *output, const struct side *side, struct span span,
                     const struct side *other) {
    const struct item item = item_read(&side->read, span);
    if (item.kind == ITEM_STAR) {
        put_text(output, side->name);
        put_text(output, ".*");
        return true;
    }
    if (item.kind != ITEM_COLUMN || !put_column(output, side, &item.column))
        return false;
    const char *longer = NULL;
    if (item.has_alias)
        put_text(output, " as ");
    if (item.has_alias)
        put_span(output, &side->read, (struct span){item.name, item.name + 1});
    else if (other && has_result(other, &side->read.tokens[item.name]))
        longer = longer_name(output->pool, side, item.name);
    if (longer) {
        put_text(output, " as ");
        put_text(output, longer);
    }
    return true;
}

/* Names that the `other` side's result has as well are told apart. */
static bool put_list(struct rewrite_output *output, const struct side *side, const struct side *other) {
    struct span list = side->clauses.of[CLAUSE_HEAD];
    bool first = true;
    while (!span_is_empty(list)) {
        put_separator(output, &first, ", ");
        if (!put_item(output, side, span_take_item(&side->read, &list), other))
            return false;
    }
    return !first;
}

/* ---- the join ---- */

static bool token_has_text(const struct rewrite_token *token, const char *text) {
    const size_t length = strlen(text);
    if (token->kind == TOKEN_QUOTED) /* the result's column has no quotes */
        return token->length == length + 2 && !memcmp(token->start + 1, text, length);
    return token->length == length && !strncasecmp(token->start, text, length);
}

/* The parent's column of that name in the result. */
static bool put_parent_column(struct rewrite_output *output, const struct side *parent, const char *name) {
    struct span list = parent->clauses.of[CLAUSE_HEAD];
    bool star = false;
    while (!span_is_empty(list)) {
        const struct item item = item_read(&parent->read, span_take_item(&parent->read, &list));
        star = star || item.kind == ITEM_STAR;
        if (item.kind == ITEM_COLUMN && token_has_text(&parent->read.tokens[item.name], name))
            return put_column(output, parent, &item.column);
    }
    if (!star || !*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        return false;
    put_text(output, parent->name);
    put_text(output, ".");
    put_text(output, name);
    return true;
}

/* A row of the parent itself, by the key that it was listed with. */
static bool reads_the_row_again(const struct side *parent, const char *parent_column,
                                const struct side *child, size_t key) {
    return rewrite_tokens_equal(&parent->read, parent->table.name.end - 1, &child->read,
                                child->table.name.end - 1) &&
           token_has_text(&child->read.tokens[key], parent_column);
}

static bool put_on(struct rewrite_output *output, const struct side *parent, const char *parent_column,
                   const struct side *child, size_t placeholder) {
    bool first = true;
    bool linked = false;
    for (size_t i = 0; i < child->conditions.count; i++) {
        const struct condition *condition = &child->conditions.items[i];
        put_separator(output, &first, " and ");
        if (!condition->is_equality || condition->placeholder != placeholder) {
            if (span_has_placeholder(&child->read, condition->span) ||
                !put_expression(output, child, condition->span))
                return false;
            continue;
        }
        linked = true;
        if (reads_the_row_again(parent, parent_column, child, condition->column.name) ||
            !put_column(output, child, &condition->column))
            return false;
        put_text(output, " = ");
        if (!put_parent_column(output, parent, parent_column))
            return false;
    }
    return linked;
}

static bool put_where(struct rewrite_output *output, const struct side *parent) {
    bool first = true;
    for (size_t i = 0; i < parent->conditions.count; i++) {
        put_text(output, first ? " where " : " and ");
        first = false;
        if (!put_expression(output, parent, parent->conditions.items[i].span))
            return false;
    }
    return true;
}

static bool put_order_and_limit(struct rewrite_output *output, const struct side *parent) {
    const struct span order = parent->clauses.of[CLAUSE_ORDER];
    const struct span limit = parent->clauses.of[CLAUSE_LIMIT];
    if (!span_is_empty(order)) {
        put_text(output, " order by ");
        if (span_has_placeholder(&parent->read, order) || !put_expression(output, parent, order))
            return false;
    }
    if (!span_is_empty(limit)) {
        put_text(output, " ");
        put_span(output, &parent->read, limit);
    }
    return true;
}

/* A name for the child that is not the parent's: its alias, its table's name, or that with a number. */
static bool name_child(struct pool *pool, const struct side *parent, struct side *child) {
    const struct rewrite_token *table = &child->read.tokens[child->table.name.end - 1];
    if (strcmp(child->name, parent->name) != 0)
        return true;
    child->name = pool_copy_text(pool, table->start, table->length);
    if (strcmp(child->name, parent->name) != 0)
        return true;
    if (table->kind != TOKEN_WORD)
        return false;
    child->name = pool_format(pool, "%s_2", child->name);
    return true;
}

static void put_table(struct rewrite_output *output, const struct side *side) {
    const struct rewrite_token *name = &side->read.tokens[side->table.name.end - 1];
    put_span(output, &side->read, side->table.name);
    if (strlen(side->name) == name->length && !memcmp(side->name, name->start, name->length))
        return;
    put_text(output, " as ");
    put_text(output, side->name);
}

const char *rewrite_join(struct pool *pool, const struct merged_statement *parent_statement,
                         const char *parent_column, const struct merged_statement *child_statement,
                         size_t placeholder) {
    struct side parent = {0};
    struct side child = {0};
    if (parent_statement->driver != child_statement->driver || !parent_column ||
        !side_read(pool, parent_statement, &parent) || !side_read(pool, child_statement, &child) ||
        !span_is_empty(child.clauses.of[CLAUSE_ORDER]) || !name_child(pool, &parent, &child))
        return NULL;
    struct rewrite_output output = {.pool = pool, .dialect = parent.read.dialect};
    put_text(&output, "select ");
    if (!put_list(&output, &parent, NULL))
        return NULL;
    put_text(&output, ", ");
    if (!put_list(&output, &child, &parent))
        return NULL;
    put_text(&output, " from ");
    put_table(&output, &parent);
    put_text(&output, " left join ");
    put_table(&output, &child);
    put_text(&output, " on ");
    if (!put_on(&output, &parent, parent_column, &child, placeholder) || !put_where(&output, &parent) ||
        !put_order_and_limit(&output, &parent))
        return NULL;
    return output.text;
}
