#include "rewrite.h"

#include "items.h"
#include "keys.h"

/* A SELECT that can be asked for many values. */
struct reading {
    const struct rewrite_statement *statement;
    struct clauses clauses;
    struct keys keys;
    bool all_columns; /* the list holds a star */
    bool with_column; /* or a plain column */
    bool has_key[MOST_KEYS];
    enum rewrite_result result;
    bool group; /* by the keys */
};

/* ---- the statement within ---- */

static bool is_select(const struct rewrite_statement *statement, struct span span) {
    return !span_is_empty(span) && statement->tokens[span.first].keyword == KEYWORD_select;
}

/* `select exists (select …)`: the one in parentheses. */
static bool existence_read(const struct rewrite_statement *statement, const struct clauses *outer,
                           struct clauses *inner) {
    struct span list = outer->of[CLAUSE_HEAD];
    for (size_t i = CLAUSE_HEAD + 1; i < CLAUSES; i++) {
        if (!span_is_empty(outer->of[i]))
            return false;
    }
    if (span_is_empty(list) || statement->tokens[list.first].keyword != KEYWORD_exists)
        return false;
    size_t close = ++list.first;
    if (span_is_empty(list) || statement->tokens[close].kind != TOKEN_OPEN_PAREN)
        return false;
    while (statement->tokens[close].kind != TOKEN_CLOSE_PAREN ||
           statement->tokens[close].depth != statement->tokens[list.first].depth)
        close++;
    const struct span rest = {close + 1, list.end};
    const bool has_alias = rest.end == rest.first + 2 && statement->tokens[rest.first].keyword == KEYWORD_as;
    const struct span within = {list.first + 1, close};
    return (span_is_empty(rest) || has_alias) && is_select(statement, within) &&
           clauses_read(statement, within, inner);
}

/* count(*) or count(1), with or without an alias, and nothing else. */
static bool counts_rows(const struct rewrite_statement *statement, struct span list) {
    const struct item item = item_read(statement, span_take_item(statement, &list));
    return span_is_empty(list) && item.kind == ITEM_AGGREGATE &&
           item.expression.end - item.expression.first == 4 &&
           rewrite_token_is(&statement->tokens[item.expression.first], "count") &&
           (statement->tokens[item.expression.first + 2].kind == TOKEN_STAR ||
            rewrite_token_is_counted(statement, item.expression.first + 2));
}

/* `select count(*) from (select …) as x`, as SQLAlchemy's Query.count() has it: the inner one, counted. */
static bool counted_read(const struct rewrite_statement *statement, const struct clauses *outer,
                         struct clauses *inner) {
    const struct span from = outer->of[CLAUSE_FROM];
    if (outer->distinct || span_is_empty(from) || statement->tokens[from.first].kind != TOKEN_OPEN_PAREN ||
        !counts_rows(statement, outer->of[CLAUSE_HEAD]))
        return false;
    for (size_t i = CLAUSE_FROM + 1; i < CLAUSES; i++) {
        if (!span_is_empty(outer->of[i]))
            return false;
    }
    size_t close = from.first + 1;
    while (statement->tokens[close].depth > statement->tokens[from.first].depth)
        close++;
    if (from.end - close > 3)
        return false;
    const struct span within = {from.first + 1, close};
    if (!is_select(statement, within) || !clauses_read(statement, within, inner) || inner->distinct ||
        !span_is_empty(inner->of[CLAUSE_GROUP]) || !span_is_empty(inner->of[CLAUSE_LIMIT]) ||
        span_has_placeholder(statement, inner->of[CLAUSE_HEAD]))
        return false;
    struct span list = inner->of[CLAUSE_HEAD];
    while (!span_is_empty(list)) {
        const enum item_kind kind = item_read(statement, span_take_item(statement, &list)).kind;
        if (kind == ITEM_AGGREGATE || kind == ITEM_OTHER)
            return false;
    }
    inner->of[CLAUSE_HEAD] = outer->of[CLAUSE_HEAD];
    inner->of[CLAUSE_ORDER] = (struct span){0};
    return true;
}

/* ---- checks ---- */

/* Tables and their joins by columns: no function, no subquery, no value. */
static bool from_is_plain(const struct rewrite_statement *statement, struct span from) {
    static const char *const obstacles[] = {"lateral", "only", "tablesample", "rows", NULL};
    if (span_is_empty(from) || span_has_placeholder(statement, from) ||
        span_has_keyword(statement, from, KEYWORD_select) ||
        span_has_keyword(statement, from, KEYWORD_values))
        return false;
    for (size_t i = from.first; i < from.end; i++) {
        const struct rewrite_token *token = &statement->tokens[i];
        for (const char *const *word = obstacles; *word; word++) {
            if (rewrite_token_is(token, *word))
                return false;
        }
        const bool is_name = token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED;
        if (is_name && i + 1 < from.end && token[1].kind == TOKEN_OPEN_PAREN)
            return false;
    }
    return true;
}

/* Of a name that the list gives to something else, the key's column could not be told apart. */
static bool hides_key(const struct reading *reading, const struct item *item, const struct column *key) {
    if (!item->has_alias ||
        !rewrite_tokens_equal(reading->statement, item->name, reading->statement, key->name))
        return false;
    return item->kind != ITEM_COLUMN || !columns_equal(reading->statement, &item->column, key);
}

/* Whether a star brings the column: that of its table or one of all tables. */
static bool star_has(const struct rewrite_statement *statement, struct span star, const struct column *key) {
    if (star.first + 1 == star.end || key->name == key->span.first)
        return star.first + 1 == star.end;
    return rewrite_tokens_equal(statement, star.end - 3, statement, key->name - 2);
}

static bool take_item(struct reading *reading, struct span span, size_t *aggregates, size_t *values) {
    const struct item item = item_read(reading->statement, span);
    if (item.kind == ITEM_OTHER)
        return false;
    *aggregates += item.kind == ITEM_AGGREGATE;
    *values += item.kind == ITEM_VALUE;
    reading->all_columns = reading->all_columns || item.kind == ITEM_STAR;
    reading->with_column = reading->with_column || item.kind == ITEM_COLUMN || item.kind == ITEM_SCALAR;
    for (size_t i = 0; i < reading->keys.count; i++) {
        const struct column *key = &reading->keys.items[i]->column;
        if (hides_key(reading, &item, key))
            return false;
        const bool is_key =
            (item.kind == ITEM_COLUMN && columns_equal(reading->statement, &item.column, key)) ||
            (item.kind == ITEM_STAR && star_has(reading->statement, item.expression, key));
        reading->has_key[i] = reading->has_key[i] || is_key;
    }
    return true;
}

/* What the list says about the result; false where it cannot be told. */
static bool list_read(struct reading *reading) {
    struct span list = reading->clauses.of[CLAUSE_HEAD];
    size_t aggregates = 0;
    size_t values = 0;
    if (span_is_empty(list))
        return false;
    while (!span_is_empty(list)) {
        if (!take_item(reading, span_take_item(reading->statement, &list), &aggregates, &values))
            return false;
    }
    const bool has_group = !span_is_empty(reading->clauses.of[CLAUSE_GROUP]);
    reading->group = aggregates || has_group;
    if (values) {
        reading->result = REWRITE_EXISTENCE;
        return !aggregates && !reading->with_column && !reading->all_columns && !has_group;
    }
    reading->result = aggregates ? REWRITE_AGGREGATE : reading->result;
    return !aggregates || has_group || (!reading->with_column && !reading->all_columns);
}

static bool clauses_allow(const struct reading *reading, const struct rewrite_hints *hints) {
    const struct clauses *clauses = &reading->clauses;
    const bool has_limit = !span_is_empty(clauses->of[CLAUSE_LIMIT]);
    const bool has_order = !span_is_empty(clauses->of[CLAUSE_ORDER]);
    if (!from_is_plain(reading->statement, clauses->of[CLAUSE_FROM]) ||
        span_has_placeholder(reading->statement, clauses->of[CLAUSE_GROUP]) ||
        span_has_placeholder(reading->statement, clauses->of[CLAUSE_HAVING]))
        return false;
    if (reading->result == REWRITE_EXISTENCE)
        return span_is_empty(clauses->of[CLAUSE_LOCKING]) && span_is_empty(clauses->of[CLAUSE_HAVING]);
    if (reading->group || clauses->distinct)
        return !has_limit && span_is_empty(clauses->of[CLAUSE_LOCKING]) &&
               (!has_order || reading->with_column) &&
               !span_has_placeholder(reading->statement, clauses->of[CLAUSE_ORDER]);
    if (has_limit && (has_order || !hints->at_most_one_row))
        return false; /* the first of each, which one statement for many does not say as plainly */
    return span_is_empty(clauses->of[CLAUSE_HAVING]) &&
           !span_has_placeholder(reading->statement, clauses->of[CLAUSE_ORDER]) &&
           !span_has_placeholder(reading->statement, clauses->of[CLAUSE_LOCKING]);
}

/* ---- writing ---- */

static void put_clause(struct rewrite_output *output, const struct reading *reading, enum clause clause,
                       const char *words) {
    if (span_is_empty(reading->clauses.of[clause]))
        return;
    put_text(output, words);
    put_span(output, reading->statement, reading->clauses.of[clause]);
}

static void put_list(struct rewrite_output *output, const struct reading *reading) {
    bool first = true;
    for (size_t i = 0; i < reading->keys.count; i++) {
        if (reading->has_key[i] && reading->result != REWRITE_EXISTENCE)
            continue;
        put_separator(output, &first, ", ");
        put_span(output, reading->statement, reading->keys.items[i]->column.span);
    }
    if (reading->result == REWRITE_EXISTENCE)
        return;
    put_separator(output, &first, ", ");
    put_span(output, reading->statement, reading->clauses.of[CLAUSE_HEAD]);
}

static const char *put_reading(struct pool *pool, const struct reading *reading) {
    struct rewrite_output output = {.pool = pool, .dialect = reading->statement->dialect};
    const bool exists = reading->result == REWRITE_EXISTENCE;
    put_text(&output, exists || reading->clauses.distinct ? "select distinct " : "select ");
    put_list(&output, reading);
    put_clause(&output, reading, CLAUSE_FROM, " from ");
    put_text(&output, " where ");
    put_conditions_for_many(&output, reading->statement, &reading->keys);
    if (exists)
        return output.text;
    if (reading->group) {
        put_text(&output, " group by ");
        put_keys(&output, reading->statement, &reading->keys);
        put_clause(&output, reading, CLAUSE_GROUP, ", ");
    }
    put_clause(&output, reading, CLAUSE_HAVING, " having ");
    put_clause(&output, reading, CLAUSE_ORDER, " order by ");
    put_clause(&output, reading, CLAUSE_LOCKING, " ");
    return output.text;
}

struct rewritten rewrite_read_for_many(struct pool *pool, const struct merged_statement *statement,
                                       const struct rewrite_hints *hints) {
    struct rewritten rewritten = {0};
    struct rewrite_statement read;
    struct reading reading = {.statement = &read};
    struct clauses inner;
    if (!rewrite_statement_read(pool, statement, &read))
        return rewritten;
    const struct span all = rewrite_statement_all(&read);
    if (!is_select(&read, all) || !clauses_read(&read, all, &reading.clauses))
        return rewritten;
    if (existence_read(&read, &reading.clauses, &inner)) {
        reading.clauses = inner;
        reading.result = REWRITE_EXISTENCE;
    } else if (counted_read(&read, &reading.clauses, &inner)) {
        reading.clauses = inner;
    }
    const bool exists = reading.result == REWRITE_EXISTENCE;
    const bool has_keys = keys_read(&read, reading.clauses.of[CLAUSE_WHERE], hints, &reading.keys);
    const bool has_list = exists ? span_is_empty(reading.clauses.of[CLAUSE_GROUP]) : list_read(&reading);
    rewritten.result = reading.result;
    if (has_keys && reading.keys.count == 1)
        rewritten.key = rewrite_token_text(pool, &read, reading.keys.items[0]->column.name);
    if (!has_keys || !has_list || !clauses_allow(&reading, hints))
        return rewritten;
    rewritten.sql = put_reading(pool, &reading);
    rewritten.without_limit =
        reading.result == REWRITE_ROWS && !span_is_empty(reading.clauses.of[CLAUSE_LIMIT]);
    return rewritten;
}
