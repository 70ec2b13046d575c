#include "kinds.h"
#include "output.h"

/* The values that an UPDATE brings for many rows, as a table of its own. */
static const char new_values[] = "new_values";

enum { MOST_SET = 16 };

/* An UPDATE or DELETE of one table. */
struct change {
    struct query query;
    struct table table;
    struct condition set[MOST_SET]; /* "a = ?" of SET reads as a condition */
    size_t set_count;
};

/* Subqueries would see what the statement itself has changed, once instead of row by row. */
static bool change_read(struct pool *pool, const struct rewrite_tokens *tokens, enum clause table,
                        struct change *change) {
    const struct span all = {0, tokens->count};
    if (span_has_keyword(tokens, (struct span){1, tokens->count}, KEYWORD_select) ||
        !query_read(pool, tokens, all, &change->query) || change->query.distinct ||
        !change->query.key_count || !query_varies_by_keys_alone(&change->query))
        return false;
    for (enum clause i = CLAUSE_HEAD; i < CLAUSES; i++) {
        const bool is_used = i == table || i == CLAUSE_WHERE || (i == CLAUSE_SET && table == CLAUSE_HEAD);
        if (query_has(&change->query, i) != is_used)
            return false;
    }
    return table_read(tokens, change->query.clauses[table], &change->table);
}

struct rewritten rewrite_delete(struct pool *pool, const struct rewrite_tokens *tokens) {
    struct rewritten rewritten = {0};
    struct change change = {0};
    if (!change_read(pool, tokens, CLAUSE_FROM, &change))
        return rewritten;
    struct rewrite_output output = {.pool = pool, .dialect = tokens->dialect};
    put_clause(&output, "delete from ", &change.query, CLAUSE_FROM);
    put_text(&output, " where ");
    put_conditions_for_many(&output, &change.query);
    rewritten.sql = output.text;
    return rewritten;
}

/* ---- an UPDATE that does the same to all rows ---- */

/* Whether the name stands on the left of one of the assignments. */
static bool is_assigned(const struct change *change, size_t name) {
    const struct rewrite_tokens *tokens = change->query.tokens;
    struct span rest = change->query.clauses[CLAUSE_SET];
    while (!span_is_empty(rest)) {
        const struct span item = span_take_item(tokens, &rest);
        if (token_equals(&tokens->at[item.first], &tokens->at[name]))
            return true;
    }
    return false;
}

/* Doing it twice to a row is doing it once: no column that is assigned is read. */
static bool is_repeatable(const struct change *change) {
    const struct rewrite_tokens *tokens = change->query.tokens;
    struct span rest = change->query.clauses[CLAUSE_SET];
    while (!span_is_empty(rest)) {
        const struct span item = span_take_item(tokens, &rest);
        if (!token_is_name(tokens, item.first))
            return false;
        for (size_t i = item.first + 1; i < item.end; i++) {
            if (is_assigned(change, i))
                return false;
        }
    }
    return true;
}

static const char *put_same_for_all(struct rewrite_output *output, const struct change *change) {
    put_clause(output, "update ", &change->query, CLAUSE_HEAD);
    put_clause(output, " set ", &change->query, CLAUSE_SET);
    put_text(output, " where ");
    put_conditions_for_many(output, &change->query);
    return output->text;
}

/* ---- an UPDATE with new values for each row ---- */

/* Whether all of SET is "column = ?", each column once and none of them a key. */
static bool set_read(struct change *change) {
    const struct rewrite_tokens *tokens = change->query.tokens;
    struct span rest = change->query.clauses[CLAUSE_SET];
    while (!span_is_empty(rest)) {
        const struct condition set = condition_read(tokens, span_take_item(tokens, &rest));
        if (change->set_count == MOST_SET || !set.value || set.is_list || set.column.name != set.span.first)
            return false;
        for (size_t i = 0; i < change->query.key_count; i++) {
            if (columns_equal(tokens, &set.column, &change->query.keys[i]->column))
                return false;
        }
        for (size_t i = 0; i < change->set_count; i++) {
            if (columns_equal(tokens, &set.column, &change->set[i].column))
                return false;
        }
        change->set[change->set_count++] = set;
    }
    return true;
}

/* Of a row of new values: the keys come first. */
static const struct condition *value_of_row(const struct change *change, size_t number) {
    const size_t keys = change->query.key_count;
    return number < keys ? change->query.keys[number] : &change->set[number - keys];
}

static void put_row(struct rewrite_output *output, const struct change *change, bool of_names) {
    const struct rewrite_tokens *tokens = change->query.tokens;
    bool first = true;
    for (size_t i = 0; i < change->query.key_count + change->set_count; i++) {
        put_separator(output, &first, ", ");
        if (of_names)
            put_token(output, tokens, value_of_row(change, i)->column.name);
        else
            put_value(output, tokens, value_of_row(change, i));
    }
}

/*
 * SQLite calls the columns of VALUES column1, column2 …; they have no affinity, as bound values have none.
 * PostgreSQL would take the values for text: a select of no rows says the types of the columns.
 */
static void put_new_values(struct rewrite_output *output, const struct change *change) {
    const bool is_sqlite = output->dialect == SQL_SQLITE;
    if (!is_sqlite) {
        put_text(output, "(select ");
        put_row(output, change, true);
        put_text(output, " from ");
        put_span(output, change->query.tokens, change->table.name);
        put_text(output, " where false union all select ");
    } else {
        put_text(output, "(values (");
    }
    put_row(output, change, false);
    put_text(output, is_sqlite ? "), (" : " union all select ");
    put_row(output, change, false);
    put_text(output, is_sqlite ? "), ...) as " : " union all ...) as ");
    put_text(output, new_values);
}

static void put_new_value(struct rewrite_output *output, const struct change *change, size_t number) {
    put_text(output, new_values);
    put_text(output, ".");
    if (output->dialect == SQL_SQLITE)
        put_text(output, pool_format(output->pool, "column%zu", number + 1));
    else
        put_token(output, change->query.tokens, value_of_row(change, number)->column.name);
}

static const char *put_update(struct rewrite_output *output, const struct change *change) {
    const struct rewrite_tokens *tokens = change->query.tokens;
    const size_t keys = change->query.key_count;
    bool first = true;
    put_clause(output, "update ", &change->query, CLAUSE_HEAD);
    put_text(output, " set ");
    for (size_t i = 0; i < change->set_count; i++) {
        put_separator(output, &first, ", ");
        put_token(output, tokens, change->set[i].column.name);
        put_text(output, " = ");
        put_new_value(output, change, keys + i);
    }
    put_text(output, " from ");
    put_new_values(output, change);
    for (size_t i = 0; i < keys; i++) {
        put_text(output, i ? " and " : " where ");
        put_token(output, tokens, change->table.alias);
        put_text(output, ".");
        put_token(output, tokens, change->query.keys[i]->column.name);
        put_text(output, " = ");
        put_new_value(output, change, i);
    }
    return output->text;
}

static bool has_name(const struct rewrite_tokens *tokens, const char *name) {
    for (size_t i = 0; i < tokens->count; i++) {
        if (token_says(&tokens->at[i], name))
            return true;
    }
    return false;
}

struct rewritten rewrite_update(struct pool *pool, const struct rewrite_tokens *tokens) {
    struct rewritten rewritten = {0};
    struct change change = {0};
    if (!change_read(pool, tokens, CLAUSE_HEAD, &change))
        return rewritten;
    struct rewrite_output output = {.pool = pool, .dialect = tokens->dialect};
    if (!span_has_placeholder(tokens, change.query.clauses[CLAUSE_SET])) {
        rewritten.sql = is_repeatable(&change) ? put_same_for_all(&output, &change) : NULL;
        return rewritten;
    }
    /* Names of other conditions could be those of the new values as well. */
    if (!set_read(&change) || change.query.key_count != change.query.condition_count ||
        change.query.keys[0]->is_list || has_name(tokens, new_values))
        return rewritten;
    rewritten.sql = put_update(&output, &change);
    rewritten.each_key_once = true;
    return rewritten;
}
