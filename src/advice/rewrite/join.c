#include <string.h>

#include "output.h"
#include "rewrite.h"

/* A select of columns of one table. */
struct side {
    struct rewrite_tokens tokens;
    struct query query;
    struct table table;
    const char *name; /* by which its columns are known in the join */
};

static bool side_read(struct pool *pool, const struct merged_statement *statement, struct side *side) {
    static const enum clause unused[] = {CLAUSE_SET, CLAUSE_GROUP, CLAUSE_HAVING, CLAUSE_LOCKING};
    const struct query *query = &side->query;
    if (!tokens_read(pool, statement, &side->tokens) || side->tokens.at[0].keyword != KEYWORD_select ||
        !query_read(pool, &side->tokens, (struct span){0, side->tokens.count}, &side->query) ||
        query->distinct || !table_read(&side->tokens, query->clauses[CLAUSE_FROM], &side->table))
        return false;
    for (size_t i = 0; i < sizeof(unused) / sizeof(*unused); i++) {
        if (query_has(query, unused[i]))
            return false;
    }
    const struct rewrite_token *name = &side->tokens.at[side->table.alias];
    side->name = pool_copy_text(pool, name->start, name->length);
    return true;
}

static const struct rewrite_token *table_name(const struct side *side) {
    return &side->tokens.at[side->table.name.end - 1];
}

/* A name for the child that is not the parent's: its alias, its table's name, or that with a number. */
static bool name_child(struct pool *pool, const struct side *parent, struct side *child) {
    if (!strcmp(child->name, parent->name))
        child->name = pool_copy_text(pool, table_name(child)->start, table_name(child)->length);
    if (strcmp(child->name, parent->name) != 0)
        return true;
    child->name = pool_format(pool, "%s_2", child->name);
    return table_name(child)->kind == TOKEN_WORD;
}

/* ---- expressions over columns, each known by its table ---- */

/* What may stand beside columns and placeholders where columns are to be told from other words. */
static bool is_between_columns(const struct rewrite_tokens *tokens, struct span span, size_t token) {
    static const char *const words[] = {"and", "or",  "not",  "is",   "null",  "like", "between",
                                        "in",  "asc", "desc", "true", "false", NULL};
    static const char *const places[] = {"first", "last", NULL}; /* of NULLS */
    const struct rewrite_token *it = &tokens->at[token];
    if (token_says(it, "nulls"))
        return token + 1 < span.end && token_says_one_of(it + 1, places);
    if (token > span.first && token_says(it - 1, "nulls") && token_says_one_of(it, places))
        return true;
    return it->kind == TOKEN_OPERATOR || it->kind == TOKEN_OPEN_PAREN || it->kind == TOKEN_CLOSE_PAREN ||
           it->kind == TOKEN_COMMA || it->kind == TOKEN_VALUE || token_says_one_of(it, words);
}

/* Names that ORDER BY takes from the list of the result. */
static bool is_alias(const struct side *side, size_t name) {
    for (size_t i = 0; i < side->query.item_count; i++) {
        const size_t alias = side->query.items[i].alias;
        if (alias && token_equals(&side->tokens.at[alias], &side->tokens.at[name]))
            return true;
    }
    return false;
}

/* Writes a column by the name that its table has in the join. */
static bool put_column(struct rewrite_output *output, const struct side *side, const struct column *column) {
    if (column->name != column->span.first &&
        !token_equals(&side->tokens.at[column->name - 2], &side->tokens.at[side->table.alias]))
        return false;
    put_text(output, side->name);
    put_text(output, ".");
    put_token(output, &side->tokens, column->name);
    return true;
}

/* Comparisons of columns and values: columns by their table's name, the rest as it is. False for others. */
static bool put_expression(struct rewrite_output *output, const struct side *side, struct span span) {
    const struct rewrite_tokens *tokens = &side->tokens;
    for (size_t i = span.first; i < span.end; i++) {
        if (i > span.first && tokens->at[i].spaced)
            put_text(output, " ");
        if (is_between_columns(tokens, span, i)) {
            put_token(output, tokens, i);
            continue;
        }
        struct column column;
        size_t end = i + 1;
        while (end + 1 < span.end && tokens->at[end].kind == TOKEN_DOT)
            end += 2;
        if (!column_read(tokens, (struct span){i, end}, &column) || (column.name == i && is_alias(side, i)))
            return false;
        const bool is_call = end < span.end && tokens->at[end].kind == TOKEN_OPEN_PAREN;
        const bool is_operand = end == span.end || is_between_columns(tokens, span, end);
        if (is_call || !is_operand || !put_column(output, side, &column))
            return false;
        i = end - 1;
    }
    return true;
}

/* ---- the list of the result ---- */

/* Whether the side's result has a column of the name, or may have it. */
static bool has_result(const struct side *side, const struct rewrite_token *name) {
    for (size_t i = 0; i < side->query.item_count; i++) {
        const struct item *item = &side->query.items[i];
        if (item->kind == ITEM_STAR || token_equals(&side->tokens.at[item->name], name))
            return true;
    }
    return false;
}

static bool put_item(struct rewrite_output *output, const struct side *side, const struct item *item,
                     const struct side *other) {
    if (item->kind == ITEM_STAR) {
        put_text(output, side->name);
        put_text(output, ".*");
        return true;
    }
    if (item->kind != ITEM_COLUMN || !put_column(output, side, &item->column))
        return false;
    const struct rewrite_token *name = &side->tokens.at[item->name];
    if (item->alias) {
        put_text(output, " as ");
        put_token(output, &side->tokens, item->alias);
    } else if (other && has_result(other, name) && name->kind == TOKEN_WORD &&
               table_name(side)->kind == TOKEN_WORD) { /* as table_column, which needs no quotes */
        put_text(output, " as ");
        put_token(output, &side->tokens, side->table.name.end - 1);
        put_text(output, "_");
        put_token(output, &side->tokens, item->name);
    }
    return true;
}

/* Names that the `other` side's result has as well are told apart. */
static bool put_list(struct rewrite_output *output, const struct side *side, const struct side *other) {
    bool first = true;
    for (size_t i = 0; i < side->query.item_count; i++) {
        put_separator(output, &first, ", ");
        if (!put_item(output, side, &side->query.items[i], other))
            return false;
    }
    return true;
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
    bool star = false;
    for (size_t i = 0; i < parent->query.item_count; i++) {
        const struct item *item = &parent->query.items[i];
        star = star || item->kind == ITEM_STAR;
        if (item->kind == ITEM_COLUMN && token_has_text(&parent->tokens.at[item->name], name))
            return put_column(output, parent, &item->column);
    }
    if (!star || !*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        return false;
    put_text(output, parent->name);
    put_text(output, ".");
    put_text(output, name);
    return true;
}

static bool put_on(struct rewrite_output *output, const struct side *parent, const char *parent_column,
                   const struct side *child) {
    bool first = true;
    for (size_t i = 0; i < child->query.condition_count; i++) {
        const struct condition *condition = &child->query.conditions[i];
        put_separator(output, &first, " and ");
        if (!condition->value) {
            if (!put_expression(output, child, condition->span))
                return false;
            continue;
        }
        if (!put_column(output, child, &condition->column))
            return false;
        put_text(output, " = ");
        if (!put_parent_column(output, parent, parent_column))
            return false;
    }
    return true;
}

static bool put_where_and_order(struct rewrite_output *output, const struct side *parent) {
    const struct span *clauses = parent->query.clauses;
    if (query_has(&parent->query, CLAUSE_WHERE)) {
        put_text(output, " where ");
        if (!put_expression(output, parent, clauses[CLAUSE_WHERE]))
            return false;
    }
    if (query_has(&parent->query, CLAUSE_ORDER)) {
        put_text(output, " order by ");
        if (span_has_placeholder(&parent->tokens, clauses[CLAUSE_ORDER]) ||
            !put_expression(output, parent, clauses[CLAUSE_ORDER]))
            return false;
    }
    put_clause(output, " ", &parent->query, CLAUSE_LIMIT);
    return true;
}

static void put_table(struct rewrite_output *output, const struct side *side) {
    put_span(output, &side->tokens, side->table.name);
    const struct rewrite_token *name = table_name(side);
    if (strlen(side->name) == name->length && !memcmp(side->name, name->start, name->length))
        return;
    put_text(output, " as ");
    put_text(output, side->name);
}

/* Whether the child chooses its row by the parameter alone, and not by what the parent's row itself was. */
static bool is_joined_by(const struct side *parent, const char *parent_column, const struct side *child,
                         size_t parameter) {
    if (child->query.key_count != 1 || !query_varies_by_keys_alone(&child->query))
        return false;
    const struct condition *key = child->query.keys[0];
    const bool reads_the_row_again = token_equals(table_name(parent), table_name(child)) &&
                                     token_has_text(&child->tokens.at[key->column.name], parent_column);
    return !key->is_list && child->tokens.at[key->value].placeholder == parameter && !reads_the_row_again;
}

const char *rewrite_join(struct pool *pool, const struct merged_statement *parent_statement,
                         const char *parent_column, const struct merged_statement *child_statement,
                         size_t parameter) {
    struct side parent = {0};
    struct side child = {0};
    if (parent_statement->driver != child_statement->driver || !parent_column ||
        !side_read(pool, parent_statement, &parent) || !side_read(pool, child_statement, &child) ||
        query_has(&child.query, CLAUSE_ORDER) || query_has(&child.query, CLAUSE_LIMIT) ||
        !is_joined_by(&parent, parent_column, &child, parameter) || !name_child(pool, &parent, &child))
        return NULL;
    struct rewrite_output output = {.pool = pool, .dialect = parent.tokens.dialect};
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
    if (!put_on(&output, &parent, parent_column, &child) || !put_where_and_order(&output, &parent))
        return NULL;
    return output.text;
}
