#include "rewrite.h"

#include "keys.h"

/* The values that an UPDATE brings for many rows, as a table of its own. */
static const char new_values[] = "new_values";

static const struct rewrite_hints no_hints = {0};

static bool change_read(struct pool *pool, const struct merged_statement *statement, enum keyword verb,
                        struct rewrite_statement *read, struct clauses *clauses) {
    static const enum clause unused[] = {CLAUSE_GROUP, CLAUSE_HAVING, CLAUSE_ORDER, CLAUSE_LIMIT,
                                         CLAUSE_LOCKING};
    if (!rewrite_statement_read(pool, statement, read) || read->tokens[0].keyword != verb ||
        !clauses_read(read, rewrite_statement_all(read), clauses) || clauses->distinct)
        return false;
    for (size_t i = 0; i < sizeof(unused) / sizeof(*unused); i++) {
        if (!span_is_empty(clauses->of[unused[i]]))
            return false;
    }
    return true;
}

static bool is_new_values(const struct rewrite_statement *read, struct span span) {
    for (size_t i = span.first; i < span.end; i++) {
        if (rewrite_token_is(&read->tokens[i], new_values))
            return true;
    }
    return false;
}

const char *rewrite_delete_for_many(struct pool *pool, const struct merged_statement *statement) {
    struct rewrite_statement read;
    struct clauses clauses;
    struct keys keys;
    struct table table;
    if (!change_read(pool, statement, KEYWORD_delete, &read, &clauses) ||
        !span_is_empty(clauses.of[CLAUSE_HEAD]) || !span_is_empty(clauses.of[CLAUSE_SET]) ||
        span_is_empty(clauses.of[CLAUSE_FROM]) || !table_read(&read, clauses.of[CLAUSE_FROM], &table) ||
        !keys_read(&read, clauses.of[CLAUSE_WHERE], &no_hints, &keys))
        return NULL;
    struct rewrite_output output = {.pool = pool, .dialect = read.dialect};
    put_text(&output, "delete from ");
    put_span(&output, &read, clauses.of[CLAUSE_FROM]);
    put_text(&output, " where ");
    put_conditions_for_many(&output, &read, &keys);
    return output.text;
}

/* ---- update ---- */

/* One that the loop runs. */
struct update {
    struct rewrite_statement read;
    struct clauses clauses;
    struct table table;
    struct keys keys;
    struct condition set[MOST_KEYS]; /* "a = ?" reads as a condition */
    size_t set_count;
};

/* Whether all of SET is "column = ?", each column once and none of them a key. */
static bool set_read(struct update *update) {
    struct span rest = update->clauses.of[CLAUSE_SET];
    while (!span_is_empty(rest)) {
        struct conditions one;
        if (update->set_count == MOST_KEYS ||
            !conditions_read(&update->read, span_take_item(&update->read, &rest), &one) || one.count != 1 ||
            !one.items[0].is_equality)
            return false;
        const struct column *column = &one.items[0].column;
        if (column->name != column->span.first || one.items[0].span.first != column->name)
            return false;
        for (size_t i = 0; i < update->keys.count; i++) {
            if (rewrite_tokens_equal(&update->read, column->name, &update->read,
                                     update->keys.items[i]->column.name))
                return false;
        }
        for (size_t i = 0; i < update->set_count; i++) {
            if (columns_equal(&update->read, column, &update->set[i].column))
                return false;
        }
        update->set[update->set_count++] = one.items[0];
    }
    return true;
}

static bool all_are_cast(const struct update *update) {
    for (size_t i = 0; i < update->keys.count; i++) {
        if (span_is_empty(update->keys.items[i]->type))
            return false;
    }
    for (size_t i = 0; i < update->set_count; i++) {
        if (span_is_empty(update->set[i].type))
            return false;
    }
    return true;
}

static void put_name(struct rewrite_output *output, const struct update *update, size_t token) {
    put_span(output, &update->read, (struct span){token, token + 1});
}

/* A value for each key and each column that is set. */
static void put_row(struct rewrite_output *output, const struct update *update, bool with_types) {
    static const struct span no_type = {0};
    bool first = true;
    for (size_t i = 0; i < update->keys.count; i++) {
        put_separator(output, &first, ", ");
        put_value(output, &update->read, with_types ? update->keys.items[i]->type : no_type);
    }
    for (size_t i = 0; i < update->set_count; i++) {
        put_separator(output, &first, ", ");
        put_value(output, &update->read, with_types ? update->set[i].type : no_type);
    }
}

static void put_column_names(struct rewrite_output *output, const struct update *update) {
    bool first = true;
    for (size_t i = 0; i < update->keys.count; i++) {
        put_separator(output, &first, ", ");
        put_name(output, update, update->keys.items[i]->column.name);
    }
    for (size_t i = 0; i < update->set_count; i++) {
        put_separator(output, &first, ", ");
        put_name(output, update, update->set[i].column.name);
    }
}

/*
 * The new values as a table. SQLite calls the columns of VALUES column1, column2 …. PostgreSQL would take the
 * values for text: where they are not cast, a select of no rows says the types of the columns.
 */
static void put_new_values(struct rewrite_output *output, const struct update *update) {
    const bool by_values = output->dialect == SQL_SQLITE || all_are_cast(update);
    if (by_values) {
        put_text(output, "(values (");
        put_row(output, update, true);
        put_text(output, "), (");
        put_row(output, update, false);
        put_text(output, "), ...) as ");
    } else {
        put_text(output, "(select ");
        put_column_names(output, update);
        put_text(output, " from ");
        put_span(output, &update->read, update->table.name);
        put_text(output, " where false union all select ");
        put_row(output, update, false);
        put_text(output, " union all select ");
        put_row(output, update, false);
        put_text(output, " union all ...) as ");
    }
    put_text(output, new_values);
    if (by_values && output->dialect != SQL_SQLITE) {
        put_text(output, "(");
        put_column_names(output, update);
        put_text(output, ")");
    }
}

static void put_new_value(struct rewrite_output *output, const struct update *update, size_t number,
                          size_t name) {
    put_text(output, new_values);
    if (output->dialect == SQL_SQLITE) {
        put_text(output, pool_format(output->pool, ".column%zu", number + 1));
        return;
    }
    put_text(output, ".");
    put_name(output, update, name);
}

static void put_set_of_new_values(struct rewrite_output *output, const struct update *update) {
    bool first = true;
    for (size_t i = 0; i < update->set_count; i++) {
        put_separator(output, &first, ", ");
        put_name(output, update, update->set[i].column.name);
        put_text(output, " = ");
        put_new_value(output, update, update->keys.count + i, update->set[i].column.name);
    }
}

static void put_matches(struct rewrite_output *output, const struct update *update) {
    bool first = true;
    size_t key = 0;
    for (size_t i = 0; i < update->keys.conditions.count; i++) {
        put_separator(output, &first, " and ");
        if (!update->keys.is_key[i]) {
            put_span(output, &update->read, update->keys.conditions.items[i].span);
            continue;
        }
        const size_t name = update->keys.items[key]->column.name;
        put_name(output, update, update->table.alias);
        put_text(output, ".");
        put_name(output, update, name);
        put_text(output, " = ");
        put_new_value(output, update, key, name);
        key++;
    }
}

/* `set` holds no value: the same is done to all rows. */
static const char *put_same_for_all(struct rewrite_output *output, const struct update *update) {
    put_text(output, "update ");
    put_span(output, &update->read, update->clauses.of[CLAUSE_HEAD]);
    put_text(output, " set ");
    put_span(output, &update->read, update->clauses.of[CLAUSE_SET]);
    put_text(output, " where ");
    put_conditions_for_many(output, &update->read, &update->keys);
    return output->text;
}

const char *rewrite_update_for_many(struct pool *pool, const struct merged_statement *statement) {
    struct update update = {0};
    const struct clauses *clauses = &update.clauses;
    if (!change_read(pool, statement, KEYWORD_update, &update.read, &update.clauses) ||
        !span_is_empty(clauses->of[CLAUSE_FROM]) || span_is_empty(clauses->of[CLAUSE_SET]) ||
        !table_read(&update.read, clauses->of[CLAUSE_HEAD], &update.table) ||
        is_new_values(&update.read, rewrite_statement_all(&update.read)) ||
        !keys_read(&update.read, clauses->of[CLAUSE_WHERE], &no_hints, &update.keys))
        return NULL;
    struct rewrite_output output = {.pool = pool, .dialect = update.read.dialect};
    if (!span_has_placeholder(&update.read, clauses->of[CLAUSE_SET]))
        return put_same_for_all(&output, &update);
    /* Names of other conditions could be those of the new values as well. */
    if (!set_read(&update) || update.keys.count != update.keys.conditions.count)
        return NULL;
    put_text(&output, "update ");
    put_span(&output, &update.read, clauses->of[CLAUSE_HEAD]);
    put_text(&output, " set ");
    put_set_of_new_values(&output, &update);
    put_text(&output, " from ");
    put_new_values(&output, &update);
    put_text(&output, " where ");
    put_matches(&output, &update);
    return output.text;
}
