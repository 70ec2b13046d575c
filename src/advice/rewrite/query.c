#include "query.h"

#include <string.h>

/* ---- columns and tables ---- */

bool column_read(const struct rewrite_tokens *tokens, struct span span, struct column *column) {
    enum { MOST_PARTS = 4 }; /* database.schema.table.column */
    const size_t count = span.end - span.first;
    if (span_is_empty(span) || count % 2 == 0 || count > MOST_PARTS * 2 - 1)
        return false;
    for (size_t i = span.first; i < span.end; i++) {
        const bool is_dot = (i - span.first) % 2;
        if (is_dot ? tokens->at[i].kind != TOKEN_DOT : !token_is_name(tokens, i))
            return false;
    }
    *column = (struct column){span, span.end - 1};
    return true;
}

bool columns_equal(const struct rewrite_tokens *tokens, const struct column *left,
                   const struct column *right) {
    const struct rewrite_token *a = &tokens->at[left->name];
    const struct rewrite_token *b = &tokens->at[right->name];
    const bool qualified = left->name != left->span.first && right->name != right->span.first;
    return token_equals(a, b) && (!qualified || token_equals(a - 2, b - 2));
}

bool table_read(const struct rewrite_tokens *tokens, struct span span, struct table *table) {
    struct span name = {span.first, span.first + 1};
    while (name.end + 1 < span.end && tokens->at[name.end].kind == TOKEN_DOT)
        name.end += 2;
    struct column read;
    if (span_is_empty(span) || !column_read(tokens, name, &read))
        return false;
    *table = (struct table){name, read.name};
    if (name.end == span.end)
        return true;
    table->alias = name.end + (tokens->at[name.end].keyword == KEYWORD_as);
    return table->alias + 1 == span.end && token_is_name(tokens, table->alias);
}

/* ---- the list of the result ---- */

/* Functions of both databases of one value of one row. */
static const char *const scalar_functions[] = {"abs",       "cast",   "coalesce", "date",     "date_trunc",
                                               "ifnull",    "length", "lower",    "ltrim",    "nullif",
                                               "replace",   "round",  "rtrim",    "strftime", "substr",
                                               "substring", "trim",   "upper",    NULL};

static const char *const aggregate_functions[] = {"array_agg",    "avg",      "bool_and",  "bool_or", "count",
                                                  "group_concat", "json_agg", "jsonb_agg", "max",     "min",
                                                  "string_agg",   "sum",      "total",     NULL};

static bool has_several_arguments(const struct rewrite_tokens *tokens, size_t open) {
    struct span arguments = {open + 1, tokens->at[open].closes_at};
    span_take_item(tokens, &arguments);
    return !span_is_empty(arguments);
}

/* min and max are functions of one row in SQLite, of several values. */
static enum item_kind call_kind(const struct rewrite_tokens *tokens, size_t call) {
    static const char *const both[] = {"min", "max", NULL};
    const struct rewrite_token *name = &tokens->at[call];
    if (token_says_one_of(name, scalar_functions))
        return ITEM_SCALAR;
    if (!token_says_one_of(name, aggregate_functions))
        return ITEM_OTHER;
    const bool is_scalar = token_says_one_of(name, both) && has_several_arguments(tokens, call + 1);
    return is_scalar ? ITEM_SCALAR : ITEM_AGGREGATE;
}

enum item_kind expression_kind(const struct rewrite_tokens *tokens, struct span span) {
    bool has_aggregate = false;
    bool has_column = false; /* outside the aggregates */
    if (span_has_keyword(tokens, span, KEYWORD_select) || span_has_keyword(tokens, span, KEYWORD_from) ||
        span_has_placeholder(tokens, span))
        return ITEM_OTHER;
    for (size_t i = span.first; i < span.end; i++) {
        const bool is_name = tokens->at[i].kind == TOKEN_WORD || tokens->at[i].kind == TOKEN_QUOTED;
        const bool is_call = is_name && i + 1 < span.end && tokens->at[i + 1].kind == TOKEN_OPEN_PAREN;
        const enum item_kind call = is_call ? call_kind(tokens, i) : ITEM_SCALAR;
        if (call == ITEM_OTHER)
            return ITEM_OTHER;
        has_aggregate = has_aggregate || call == ITEM_AGGREGATE;
        has_column = has_column || (!is_call && token_is_name(tokens, i));
        if (call == ITEM_AGGREGATE)
            i = tokens->at[i + 1].closes_at;
    }
    if (has_aggregate)
        return has_column ? ITEM_OTHER : ITEM_AGGREGATE;
    return ITEM_SCALAR;
}

static bool is_star(const struct rewrite_tokens *tokens, struct span span) {
    struct column table;
    if (tokens->at[span.end - 1].kind != TOKEN_STAR)
        return false;
    return span.first + 1 == span.end ||
           (span.end - span.first > 2 &&
            column_read(tokens, (struct span){span.first, span.end - 2}, &table));
}

/* The alias, with or without AS: a name where an operand has ended; 0: none. */
static size_t alias_of(const struct rewrite_tokens *tokens, struct span span) {
    if (span.end - span.first < 2 || !token_is_name(tokens, span.end - 1))
        return 0;
    const struct rewrite_token *before = &tokens->at[span.end - 2];
    const bool follows_as = before->keyword == KEYWORD_as && span.end - span.first > 2;
    return follows_as || token_ends_operand(before->kind, before->keyword) ? span.end - 1 : 0;
}

static struct item item_read(const struct rewrite_tokens *tokens, struct span span) {
    struct item item = {.kind = ITEM_OTHER, .expression = span};
    if (span_is_empty(span))
        return item;
    item.alias = item.name = alias_of(tokens, span);
    if (item.alias)
        item.expression.end = item.alias - (tokens->at[item.alias - 1].keyword == KEYWORD_as);
    if (column_read(tokens, item.expression, &item.column)) {
        item.kind = ITEM_COLUMN;
        item.name = span.end - 1;
    } else if (is_star(tokens, item.expression)) {
        item.kind = ITEM_STAR;
    } else if (item.expression.first + 1 == item.expression.end &&
               tokens->at[item.expression.first].placeholder) {
        item.kind = ITEM_VALUE;
    } else {
        item.kind = expression_kind(tokens, item.expression);
    }
    return item;
}

static void read_items(struct pool *pool, struct query *query) {
    struct span list = query->clauses[CLAUSE_HEAD];
    size_t capacity = 0;
    while (!span_is_empty(list)) {
        query->items = pool_grow(pool, query->items, query->item_count, &capacity, sizeof(*query->items));
        query->items[query->item_count++] = item_read(query->tokens, span_take_item(query->tokens, &list));
    }
}

/* ---- conditions ---- */

/* A placeholder and its casts to types of one word, which may be qualified: the last one counts. */
static bool value_read(const struct rewrite_tokens *tokens, struct span span, struct condition *condition) {
    if (span_is_empty(span) || !tokens->at[span.first].placeholder)
        return false;
    for (size_t cast = span.first + 1; cast < span.end; cast = condition->type.end) {
        struct column name;
        condition->type = (struct span){cast + 1, cast + 1};
        while (condition->type.end < span.end && tokens->at[condition->type.end].kind != TOKEN_CAST)
            condition->type.end++;
        if (tokens->at[cast].kind != TOKEN_CAST || !column_read(tokens, condition->type, &name))
            return false;
    }
    condition->value = span.first;
    return true;
}

static bool is_equals(const struct rewrite_tokens *tokens, size_t token) {
    const struct rewrite_token *it = &tokens->at[token];
    if (it->kind != TOKEN_OPERATOR || it->start[0] != '=')
        return false;
    return it->length == 1 || (it->length == 2 && it->start[1] == '=' && tokens->dialect == SQL_SQLITE);
}

struct condition condition_read(const struct rewrite_tokens *tokens, struct span span) {
    struct condition condition = {.span = span};
    const struct span inner = span_unwrapped(tokens, span);
    size_t comparison = inner.first;
    while (comparison < inner.end && !is_equals(tokens, comparison) &&
           tokens->at[comparison].keyword != KEYWORD_in)
        comparison = token_after(tokens, comparison);
    struct span left = {inner.first, comparison};
    struct span right = {comparison + 1, inner.end};
    if (span_is_empty(left) || span_is_empty(right))
        return condition;
    condition.is_list = tokens->at[comparison].keyword == KEYWORD_in;
    if (condition.is_list)
        right = span_unwrapped(tokens, right);
    else if (!column_read(tokens, left, &condition.column)) /* ? = column */
        return column_read(tokens, right, &condition.column) && value_read(tokens, left, &condition)
                   ? condition
                   : (struct condition){.span = span};
    return column_read(tokens, left, &condition.column) && value_read(tokens, right, &condition)
               ? condition
               : (struct condition){.span = span};
}

static bool has_or(const struct rewrite_tokens *tokens, struct span span) {
    for (size_t i = span.first; i < span.end; i = token_after(tokens, i)) {
        if (tokens->at[i].keyword == KEYWORD_or)
            return true;
    }
    return false;
}

/* The end of the condition that begins with the span: the next AND but for that of BETWEEN. */
static size_t condition_end(const struct rewrite_tokens *tokens, struct span span) {
    bool between = false;
    for (size_t i = span.first; i < span.end; i = token_after(tokens, i)) {
        if (tokens->at[i].keyword == KEYWORD_and && !between)
            return i;
        between =
            tokens->at[i].keyword == KEYWORD_between || (between && tokens->at[i].keyword != KEYWORD_and);
    }
    return span.end;
}

/* What AND joins, also within parentheses, which nest no deeper than tokens_read allows. */
static void read_conditions(struct pool *pool, struct query *query, struct span span, size_t *capacity) {
    const struct span inner = span_unwrapped(query->tokens, span);
    const size_t end = condition_end(query->tokens, inner);
    if (end == inner.end || has_or(query->tokens, inner)) {
        query->conditions =
            pool_grow(pool, query->conditions, query->condition_count, capacity, sizeof(*query->conditions));
        query->conditions[query->condition_count++] = condition_read(query->tokens, span);
        return;
    }
    for (struct span rest = inner; !span_is_empty(rest);) {
        const struct span part = {rest.first, condition_end(query->tokens, rest)};
        read_conditions(pool, query, part, capacity);
        rest.first = part.end + 1;
    }
}

static bool is_known_key(const struct query *query, const struct column *column) {
    for (size_t i = 0; i < query->key_count; i++) {
        if (columns_equal(query->tokens, &query->keys[i]->column, column))
            return true;
    }
    return false;
}

static void find_keys(struct query *query) {
    for (size_t i = 0; i < query->condition_count; i++) {
        struct condition *condition = &query->conditions[i];
        if (!condition->value)
            continue;
        if (query->key_count == MOST_KEYS || is_known_key(query, &condition->column)) {
            query->key_count = 0;
            return;
        }
        query->keys[query->key_count++] = condition;
    }
    for (size_t i = 0; i < query->key_count; i++) {
        if (query->keys[i]->is_list && query->key_count > 1)
            query->key_count = 0; /* no list of rows */
    }
}

bool query_varies_by_keys_alone(const struct query *query) {
    size_t varying = 0;
    for (size_t i = 0; i < CLAUSES; i++) {
        if (i != CLAUSE_SET && i != CLAUSE_LIMIT)
            varying += span_count_placeholders(query->tokens, query->clauses[i]);
    }
    return query->key_count && varying == query->key_count;
}

/* ---- clauses ---- */

/* The clause that a word begins; CLAUSES: none, CLAUSE_HEAD: one that is not read. */
static enum clause clause_begun_by(enum keyword keyword) {
    switch (keyword) {
    case KEYWORD_set:
        return CLAUSE_SET;
    case KEYWORD_from:
        return CLAUSE_FROM;
    case KEYWORD_where:
        return CLAUSE_WHERE;
    case KEYWORD_group:
        return CLAUSE_GROUP;
    case KEYWORD_having:
        return CLAUSE_HAVING;
    case KEYWORD_order:
        return CLAUSE_ORDER;
    case KEYWORD_limit:
    case KEYWORD_offset:
        return CLAUSE_LIMIT;
    case KEYWORD_for:
        return CLAUSE_LOCKING;
    case KEYWORD_union:
    case KEYWORD_except:
    case KEYWORD_intersect:
    case KEYWORD_window:
    case KEYWORD_fetch:
    case KEYWORD_into:
    case KEYWORD_returning:
    case KEYWORD_select:
    case KEYWORD_values:
        return CLAUSE_HEAD;
    default:
        return CLAUSES;
    }
}

/* How many words begin a clause before what it holds. */
static size_t words_of(enum clause clause) {
    if (clause == CLAUSE_LIMIT || clause == CLAUSE_LOCKING)
        return 0;
    return clause == CLAUSE_GROUP || clause == CLAUSE_ORDER ? 2 : 1;
}

/* IS DISTINCT FROM begins no clause, and neither does a column that is called like a word. */
static bool is_within_expression(const struct rewrite_tokens *tokens, size_t token) {
    const struct rewrite_token *before = &tokens->at[token - 1];
    return before->kind == TOKEN_DOT || before->keyword == KEYWORD_distinct;
}

static bool read_clauses(const struct rewrite_tokens *tokens, struct span span, struct query *query) {
    enum clause now = CLAUSE_HEAD;
    size_t first = span.first + 1; /* of the clause's content */
    query->distinct = first < span.end && tokens->at[first].keyword == KEYWORD_distinct;
    first += query->distinct;
    if (first < span.end &&
        (tokens->at[first].keyword == KEYWORD_on || tokens->at[first].keyword == KEYWORD_all))
        return false;
    for (size_t i = first; i < span.end; i = token_after(tokens, i)) {
        const enum clause next =
            is_within_expression(tokens, i) && i > first ? CLAUSES : clause_begun_by(tokens->at[i].keyword);
        if (next == CLAUSES || (next == CLAUSE_LIMIT && now == CLAUSE_LIMIT))
            continue;
        const size_t words = words_of(next);
        const bool has_by = words < 2 || (i + 1 < span.end && tokens->at[i + 1].keyword == KEYWORD_by);
        if (next <= now || (i <= first && now != CLAUSE_HEAD) || !has_by)
            return false;
        query->clauses[now] = (struct span){first, i};
        now = next;
        first = i + words;
        i += words ? words - 1 : 0;
    }
    query->clauses[now] = (struct span){first, span.end};
    return first < span.end;
}

bool query_read(struct pool *pool, const struct rewrite_tokens *tokens, struct span span,
                struct query *query) {
    *query = (struct query){.tokens = tokens};
    if (span_is_empty(span) || !read_clauses(tokens, span, query))
        return false;
    if (tokens->at[span.first].keyword == KEYWORD_select)
        read_items(pool, query);
    size_t capacity = 0;
    if (query_has(query, CLAUSE_WHERE))
        read_conditions(pool, query, query->clauses[CLAUSE_WHERE], &capacity);
    find_keys(query);
    return true;
}
