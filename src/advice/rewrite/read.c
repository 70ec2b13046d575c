#include "kinds.h"
#include "output.h"

/* A SELECT that can be asked for many values. */
struct reading {
    struct query query;
    enum rewrite_result result;
    bool tells_existence; /* of a single row: select exists (…) */
    bool has_columns;     /* in its list: plain ones, stars or expressions over one row */
    bool has_aggregates;
    bool has_values; /* literals alone, as in `select 1` */
    bool has_key[MOST_KEYS];
};

/* ---- the statement within ---- */

/* Whether the outer query is nothing but its list and perhaps FROM. */
static bool is_bare(const struct query *query, enum clause last) {
    for (enum clause i = last + 1; i < CLAUSES; i++) {
        if (query_has(query, i))
            return false;
    }
    return !query->distinct;
}

/* The SELECT in the parentheses that begin the span, with or without an alias behind them. */
static bool read_within(struct pool *pool, const struct query *outer, struct span span, struct query *inner) {
    const struct rewrite_tokens *tokens = outer->tokens;
    if (span_is_empty(span) || !tokens->at[span.first].closes_at)
        return false;
    const struct span within = {span.first + 1, tokens->at[span.first].closes_at};
    size_t alias = within.end + 1;
    alias += alias < span.end && tokens->at[alias].keyword == KEYWORD_as;
    return (alias == span.end || (alias + 1 == span.end && token_is_name(tokens, alias))) &&
           tokens->at[within.first].keyword == KEYWORD_select && query_read(pool, tokens, within, inner);
}

/* Its rows are those of its tables. */
static bool has_plain_items(const struct query *query) {
    for (size_t i = 0; i < query->item_count; i++) {
        if (query->items[i].kind == ITEM_AGGREGATE || query->items[i].kind == ITEM_OTHER)
            return false;
    }
    return true;
}

/* `select exists (select …)` */
static bool existence_read(struct pool *pool, const struct query *outer, struct query *inner) {
    struct span list = outer->clauses[CLAUSE_HEAD];
    if (!is_bare(outer, CLAUSE_HEAD) || span_is_empty(list) ||
        outer->tokens->at[list.first].keyword != KEYWORD_exists)
        return false;
    list.first++;
    return read_within(pool, outer, list, inner) && has_plain_items(inner);
}

/* count(*) */
static bool counts_rows(const struct rewrite_tokens *tokens, const struct item *item) {
    const size_t call = item->expression.first;
    return item->kind == ITEM_AGGREGATE && item->expression.end == call + 4 &&
           token_says(&tokens->at[call], "count") && tokens->at[call + 2].kind == TOKEN_STAR;
}

/* `select count(*) from (select …) as x`, as SQLAlchemy's Query.count() has it: the inner one, counted. */
static bool counted_read(struct pool *pool, const struct query *outer, struct query *inner) {
    if (!is_bare(outer, CLAUSE_FROM) || outer->item_count != 1 ||
        !counts_rows(outer->tokens, &outer->items[0]) ||
        !read_within(pool, outer, outer->clauses[CLAUSE_FROM], inner) || inner->distinct ||
        query_has(inner, CLAUSE_GROUP) || query_has(inner, CLAUSE_HAVING) || query_has(inner, CLAUSE_LIMIT) ||
        !has_plain_items(inner))
        return false;
    inner->clauses[CLAUSE_HEAD] = outer->clauses[CLAUSE_HEAD];
    inner->clauses[CLAUSE_ORDER] = (struct span){0};
    inner->items = outer->items;
    inner->item_count = outer->item_count;
    return true;
}

/* ---- checks ---- */

/* Tables and their joins by columns: no function, no subquery. */
static bool from_is_plain(const struct query *query) {
    static const char *const obstacles[] = {"lateral", "only", "tablesample", "rows", NULL};
    const struct rewrite_tokens *tokens = query->tokens;
    const struct span from = query->clauses[CLAUSE_FROM];
    for (size_t i = from.first; i < from.end; i++) {
        const struct rewrite_token *token = &tokens->at[i];
        const bool is_name = token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED;
        const bool is_call = is_name && i + 1 < from.end && token[1].kind == TOKEN_OPEN_PAREN;
        if (is_call || token->keyword == KEYWORD_select || token->keyword == KEYWORD_values ||
            token_says_one_of(token, obstacles))
            return false;
    }
    return !span_is_empty(from);
}

/* Whether a star brings the column: that of its table or one of all tables. */
static bool star_has(const struct rewrite_tokens *tokens, struct span star, const struct column *key) {
    if (star.first + 1 == star.end || key->name == key->span.first)
        return star.first + 1 == star.end;
    return token_equals(&tokens->at[star.end - 3], &tokens->at[key->name - 2]);
}

/* False where the list gives the key's name to something else: the two could not be told apart. */
static bool look_for_key(struct reading *reading, const struct item *item, size_t number) {
    const struct rewrite_tokens *tokens = reading->query.tokens;
    const struct column *key = &reading->query.keys[number]->column;
    const bool is_key = (item->kind == ITEM_COLUMN && columns_equal(tokens, &item->column, key)) ||
                        (item->kind == ITEM_STAR && star_has(tokens, item->expression, key));
    reading->has_key[number] = reading->has_key[number] || is_key;
    return is_key || !item->alias || !token_equals(&tokens->at[item->alias], &tokens->at[key->name]);
}

/* What the list says about the result; false where it cannot be told. */
static bool list_read(struct reading *reading) {
    for (size_t i = 0; i < reading->query.item_count; i++) {
        const struct item *item = &reading->query.items[i];
        reading->has_aggregates = reading->has_aggregates || item->kind == ITEM_AGGREGATE;
        reading->has_values = reading->has_values || item->kind == ITEM_VALUE;
        reading->has_columns = reading->has_columns || item->kind == ITEM_COLUMN ||
                               item->kind == ITEM_SCALAR || item->kind == ITEM_STAR;
        if (item->kind == ITEM_OTHER)
            return false;
        for (size_t key = 0; key < reading->query.key_count; key++) {
            if (!look_for_key(reading, item, key))
                return false;
        }
    }
    if (reading->has_values) {
        reading->result = REWRITE_EXISTENCE;
        return !reading->has_aggregates && !reading->has_columns;
    }
    if (reading->has_aggregates)
        reading->result = REWRITE_AGGREGATE;
    return !reading->has_aggregates || !reading->has_columns || query_has(&reading->query, CLAUSE_GROUP);
}

/* Whether there are rows is asked for: that a SELECT of literals does so is seen by its single row. */
static bool existence_is_plain(const struct reading *reading, bool at_most_one_row) {
    const struct query *query = &reading->query;
    return (reading->tells_existence || at_most_one_row) && !query_has(query, CLAUSE_GROUP) &&
           !query_has(query, CLAUSE_HAVING) && !query_has(query, CLAUSE_LOCKING) &&
           !span_has_keyword(query->tokens, query->clauses[CLAUSE_LIMIT], KEYWORD_offset);
}

/* By columns, not by places in the list, nor by the name of a key that comes to stand in it. */
static bool order_is_plain(const struct reading *reading) {
    const struct query *query = &reading->query;
    const struct span order = query->clauses[CLAUSE_ORDER];
    const enum item_kind kind = expression_kind(query->tokens, order);
    if (kind == ITEM_OTHER || span_has_placeholder(query->tokens, order))
        return false;
    for (size_t i = order.first; i < order.end; i++) {
        const bool is_qualified = i > order.first && query->tokens->at[i - 1].kind == TOKEN_DOT;
        for (size_t key = 0; key < query->key_count && !is_qualified; key++) {
            const struct rewrite_token *name = &query->tokens->at[query->keys[key]->column.name];
            if (!reading->has_key[key] && token_equals(&query->tokens->at[i], name))
                return false;
        }
    }
    const bool has_group = query_has(query, CLAUSE_GROUP);
    return reading->has_aggregates || kind == ITEM_AGGREGATE ? has_group : true;
}

static bool is_grouped_by(const struct query *query, const struct column *column) {
    struct span rest = query->clauses[CLAUSE_GROUP];
    while (!span_is_empty(rest)) {
        struct column group;
        if (column_read(query->tokens, span_take_item(query->tokens, &rest), &group) &&
            columns_equal(query->tokens, &group, column))
            return true;
    }
    return false;
}

/* Whether each group has one row to show. PostgreSQL sees to that itself; in SQLite it may be any of several.
 */
static bool groups_are_rows(const struct query *query) {
    const enum item_kind having = expression_kind(query->tokens, query->clauses[CLAUSE_HAVING]);
    if (query_has(query, CLAUSE_HAVING) && having != ITEM_AGGREGATE)
        return false;
    for (size_t i = 0; i < query->item_count && query->tokens->dialect == SQL_SQLITE; i++) {
        const struct item *item = &query->items[i];
        if (item->kind != ITEM_AGGREGATE &&
            (item->kind != ITEM_COLUMN || !is_grouped_by(query, &item->column)))
            return false;
    }
    return true;
}

static bool clauses_allow(const struct reading *reading, bool at_most_one_row) {
    const struct query *query = &reading->query;
    const bool has_group = query_has(query, CLAUSE_GROUP);
    const bool has_limit = query_has(query, CLAUSE_LIMIT);
    const bool has_order = query_has(query, CLAUSE_ORDER);
    if (!from_is_plain(query) || query_has(query, CLAUSE_SET) || !query_varies_by_keys_alone(query))
        return false;
    if (reading->result == REWRITE_EXISTENCE)
        return existence_is_plain(reading, at_most_one_row);
    if (has_group || reading->has_aggregates || query->distinct) {
        if (has_limit || query_has(query, CLAUSE_LOCKING))
            return false;
    } else if (has_limit && (has_order || !at_most_one_row)) {
        return false; /* the first of each, which one statement for many does not say as plainly */
    }
    if (query_has(query, CLAUSE_HAVING) && !has_group)
        return false; /* it may hold for no rows, of which the groups by keys know nothing */
    return !span_has_placeholder(query->tokens, query->clauses[CLAUSE_GROUP]) &&
           (!has_group || groups_are_rows(query)) && (!has_order || order_is_plain(reading));
}

/* ---- writing ---- */

static const char *put_reading(struct pool *pool, const struct reading *reading) {
    const struct query *query = &reading->query;
    struct rewrite_output output = {.pool = pool, .dialect = query->tokens->dialect};
    const bool exists = reading->result == REWRITE_EXISTENCE;
    bool first = true;
    put_text(&output, exists || query->distinct ? "select distinct " : "select ");
    for (size_t i = 0; i < query->key_count; i++) {
        if (reading->has_key[i] && !exists)
            continue;
        put_separator(&output, &first, ", ");
        put_span(&output, query->tokens, query->keys[i]->column.span);
    }
    if (!exists)
        put_clause(&output, first ? "" : ", ", query, CLAUSE_HEAD);
    put_clause(&output, " from ", query, CLAUSE_FROM);
    put_text(&output, " where ");
    put_conditions_for_many(&output, query);
    if (exists)
        return output.text;
    if (reading->has_aggregates || query_has(query, CLAUSE_GROUP)) {
        put_text(&output, " group by ");
        put_keys(&output, query);
        put_clause(&output, ", ", query, CLAUSE_GROUP);
    }
    put_clause(&output, " having ", query, CLAUSE_HAVING);
    put_clause(&output, " order by ", query, CLAUSE_ORDER);
    put_clause(&output, " ", query, CLAUSE_LOCKING);
    return output.text;
}

struct rewritten rewrite_read(struct pool *pool, const struct rewrite_tokens *tokens, bool at_most_one_row) {
    struct rewritten rewritten = {0};
    struct reading reading = {0};
    struct query outer;
    if (!query_read(pool, tokens, (struct span){0, tokens->count}, &outer))
        return rewritten;
    reading.tells_existence = existence_read(pool, &outer, &reading.query);
    if (reading.tells_existence)
        reading.result = REWRITE_EXISTENCE;
    else if (!counted_read(pool, &outer, &reading.query))
        reading.query = outer;
    const bool has_list = reading.tells_existence || list_read(&reading);
    if (reading.result == REWRITE_EXISTENCE)
        reading.query.clauses[CLAUSE_HEAD] = (struct span){0}; /* the keys say it */
    rewritten.result = reading.result;
    if (reading.query.key_count == 1)
        rewritten.key = token_name(pool, &tokens->at[reading.query.keys[0]->column.name]);
    if (!has_list || !clauses_allow(&reading, at_most_one_row))
        return rewritten;
    rewritten.sql = put_reading(pool, &reading);
    rewritten.without_limit = reading.result == REWRITE_ROWS && query_has(&reading.query, CLAUSE_LIMIT);
    return rewritten;
}
