#include "keys.h"

/* Whether the only placeholder that is compared by = is the one that differs. */
static bool only_equality_varies(const struct conditions *conditions, const struct rewrite_hints *hints) {
    size_t equalities = 0;
    size_t placeholder = 0;
    for (size_t i = 0; i < conditions->count; i++) {
        if (!conditions->items[i].is_equality)
            continue;
        equalities++;
        placeholder = conditions->items[i].placeholder;
    }
    return equalities == 1 && placeholder == hints->varying;
}

static bool is_known(const struct rewrite_statement *statement, const struct keys *keys,
                     const struct column *column) {
    for (size_t i = 0; i < keys->count; i++) {
        if (columns_equal(statement, &keys->items[i]->column, column))
            return true;
    }
    return false;
}

bool keys_read(const struct rewrite_statement *statement, struct span where,
               const struct rewrite_hints *hints, struct keys *keys) {
    keys->count = 0;
    if (span_is_empty(where) || !conditions_read(statement, where, &keys->conditions))
        return false;
    const bool others_are_fixed = only_equality_varies(&keys->conditions, hints);
    for (size_t i = 0; i < keys->conditions.count; i++) {
        const struct condition *condition = &keys->conditions.items[i];
        keys->is_key[i] =
            others_are_fixed ? condition->is_equality : span_has_placeholder(statement, condition->span);
        if (!keys->is_key[i])
            continue;
        if (!condition->is_equality || keys->count == MOST_KEYS ||
            is_known(statement, keys, &condition->column))
            return false;
        keys->items[keys->count++] = condition;
    }
    return keys->count > 0;
}

void put_keys(struct rewrite_output *output, const struct rewrite_statement *statement,
              const struct keys *keys) {
    bool first = true;
    for (size_t i = 0; i < keys->count; i++) {
        put_separator(output, &first, ", ");
        put_span(output, statement, keys->items[i]->column.span);
    }
}

static void put_row(struct rewrite_output *output, const struct rewrite_statement *statement,
                    const struct keys *keys) {
    bool first = true;
    put_text(output, "(");
    for (size_t i = 0; i < keys->count; i++) {
        put_separator(output, &first, ", ");
        put_value(output, statement, keys->items[i]->type);
    }
    put_text(output, ")");
}

/*
 * SQLite has row values since 3.15 (2016), with VALUES on the right. PostgreSQL would take the values of such
 * a list for text, where it knows the types of a list of rows by the columns that they are compared with.
 */
static void put_rows(struct rewrite_output *output, const struct rewrite_statement *statement,
                     const struct keys *keys) {
    put_text(output, "(");
    put_keys(output, statement, keys);
    put_text(output, output->dialect == SQL_SQLITE ? ") in (values " : ") in (");
    put_row(output, statement, keys);
    put_text(output, ", ");
    put_row(output, statement, keys);
    put_text(output, ", ...)");
}

static void put_set(struct rewrite_output *output, const struct rewrite_statement *statement,
                    const struct condition *key) {
    put_span(output, statement, key->column.span);
    if (output->dialect == SQL_SQLITE) {
        put_text(output, " in (");
        put_placeholder(output);
        put_text(output, ", ");
        put_placeholder(output);
        put_text(output, ", ...)");
        return;
    }
    put_text(output, " = any(");
    put_value(output, statement, key->type);
    put_text(output, span_is_empty(key->type) ? ")" : "[])");
}

void put_conditions_for_many(struct rewrite_output *output, const struct rewrite_statement *statement,
                             const struct keys *keys) {
    bool keys_put = false;
    bool first = true;
    for (size_t i = 0; i < keys->conditions.count; i++) {
        if (keys->is_key[i] && keys_put)
            continue;
        put_separator(output, &first, " and ");
        if (!keys->is_key[i])
            put_span(output, statement, keys->conditions.items[i].span);
        else if (keys->count == 1)
            put_set(output, statement, keys->items[0]);
        else
            put_rows(output, statement, keys);
        keys_put = keys_put || keys->is_key[i];
    }
}
