#include "analyze/rewrite.h"

#include <ctype.h>
#include <string.h>

#include "analyze/statement_shape.h"

/*
 * Normal forms have one space between words and lower-case key words, so plain searches do; whatever looks
 * unusual is left alone.
 */

/* ---- looking at the text --------------------------------------------------------------------------------
 */

static size_t count_placeholders(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += *text == '?';
    return count;
}

static bool has_word(const char *text, const char *const *words) {
    for (; *words; words++) {
        if (shape_find_word(text, *words))
            return true;
    }
    return false;
}

static bool starts_with_word(const char *text, const char *word) {
    return shape_find_word(text, word) == text;
}

/* One statement that starts with `verb`, whole and without quoted names. */
static bool is_simple(const struct run_statement *statement, const char *verb) {
    if (statement->flags & (LOOPLINE_STATEMENT_TRUNCATED | LOOPLINE_STATEMENT_UNSEEN))
        return false;
    return starts_with_word(statement->text, verb) && !strpbrk(statement->text, ";\"`[{");
}

/* The texts around "column = ?", or "column = ?::type". */
struct equality {
    const char *column;
    int column_length;
    int before_length; /* of the text before the column */
    const char *cast;  /* the type's name */
    int cast_length;   /* 0: the placeholder is not cast */
    const char *after; /* what follows the placeholder and its cast */
};

static const char *skip_spaces_back(const char *from, const char *start) {
    while (from > start && from[-1] == ' ')
        from--;
    return from;
}

static bool ends_with_word(const char *start, const char *end, const char *word) {
    const size_t length = strlen(word);
    if ((size_t)(end - start) < length || strncasecmp(end - length, word, length) != 0)
        return false;
    return (size_t)(end - start) == length || !shape_is_word_byte(end[-(ptrdiff_t)length - 1]);
}

/* The cast of a placeholder, in PostgreSQL's short form; false for one of a type that is more than a word. */
static bool take_cast(struct equality *equality) {
    if (strncmp(equality->after, "::", 2) != 0)
        return true;
    equality->cast = equality->after + 2;
    const char *end = equality->cast;
    while (shape_is_word_byte(*end) || *end == '.')
        end++;
    equality->cast_length = (int)(end - equality->cast);
    equality->after = end;
    return equality->cast_length > 0 && *end != '(' && *end != ':' && *end != '[';
}

/* Finds the one placeholder of the statement in a condition "column = ?" that stands by itself. */
static bool find_equality(const char *text, struct equality *equality) {
    const char *where = shape_find_word(text, "where");
    const char *placeholder = strchr(text, '?');
    if (!where || !placeholder || placeholder < where || count_placeholders(text) != 1)
        return false;
    const char *end = skip_spaces_back(placeholder, where);
    if (end[-1] != '=' || strchr("<>!=~:*", end[-2]))
        return false;
    end = skip_spaces_back(end - 1, where);
    const char *start = end;
    while (start > where && (shape_is_word_byte(start[-1]) || start[-1] == '.'))
        start--;
    if (start == end || isdigit((unsigned char)*start))
        return false;
    const char *previous = skip_spaces_back(start, where);
    if (!ends_with_word(where, previous, "where") && !ends_with_word(where, previous, "and"))
        return false;
    *equality = (struct equality){
        .column = start,
        .column_length = (int)(end - start),
        .before_length = (int)(start - text),
        .after = placeholder + 1,
    };
    return take_cast(equality);
}

/* What a single value can mean differently for many, or what these searches cannot see through. */
static const char *const obstacles[] = {
    "limit", "offset", "fetch",  "group", "having", "union",  "except",    "intersect", "distinct", "or",
    "not",   "for",    "exists", "case",  "over",   "window", "returning", "between",   NULL};

static bool can_take_many(const struct run_statement *statement, const char *verb,
                          struct equality *equality) {
    const char *text = statement->text;
    return is_simple(statement, verb) && !shape_find_word(text + strlen(verb), "select") &&
           !has_word(text, obstacles) && find_equality(text, equality);
}

/* ---- rewriting ------------------------------------------------------------------------------------------
 */

static const char *condition_for_many(struct pool *pool, const struct run_statement *statement,
                                      const struct equality *equality) {
    if (statement->driver != LOOPLINE_DRIVER_POSTGRESQL)
        return "in (?, ?, ...)";
    if (!equality->cast_length)
        return "= any($1)";
    return pool_format(pool, "= any($1::%.*s[])", equality->cast_length, equality->cast);
}

static bool is_aggregate(const char *list, size_t length) {
    static const char *const names[] = {"count", "sum", "min", "max", "avg", NULL};
    const char *open = memchr(list, '(', length);
    const char *close = memchr(list, ')', length);
    if (!open || !close || close + 1 != list + length)
        return false;
    for (const char *const *name = names; *name; name++) {
        if (starts_with_word(list, *name) && skip_spaces_back(open, list) == list + strlen(*name))
            return true;
    }
    return false;
}

static bool lists_column(const char *list, size_t length, const struct equality *equality) {
    char column[128];
    const char *found;
    if (memchr(list, '*', length))
        return true;
    if ((size_t)equality->column_length >= sizeof(column))
        return false;
    memcpy(column, equality->column, (size_t)equality->column_length);
    column[equality->column_length] = '\0';
    found = shape_find_word(list, column);
    return found && found < list + length;
}

const char *rewrite_read_for_many(struct pool *pool, const struct run_statement *statement) {
    const char *text = statement->text;
    struct equality equality;
    if (!can_take_many(statement, "select", &equality))
        return NULL;
    const char *list = text + strlen("select ");
    const char *from = shape_find_word(list, "from");
    if (!from || from > equality.column)
        return NULL;
    const size_t length = (size_t)(skip_spaces_back(from, list) - list);
    const int between = equality.before_length - (int)(from - text); /* from "from" to the column */
    const char *condition = condition_for_many(pool, statement, &equality);
    if (is_aggregate(list, length)) {
        if (shape_find_word(equality.after, "order"))
            return NULL;
        return pool_format(pool, "select %.*s, %.*s %.*s%.*s %s%s group by %.*s", equality.column_length,
                           equality.column, (int)length, list, between, from, equality.column_length,
                           equality.column, condition, equality.after, equality.column_length,
                           equality.column);
    }
    if (memchr(list, '(', length))
        return NULL;
    if (lists_column(list, length, &equality))
        return pool_format(pool, "%.*s%.*s %s%s", equality.before_length, text, equality.column_length,
                           equality.column, condition, equality.after);
    return pool_format(pool, "select %.*s, %.*s %.*s%.*s %s%s", equality.column_length, equality.column,
                       (int)length, list, between, from, equality.column_length, equality.column, condition,
                       equality.after);
}

const char *rewrite_delete_for_many(struct pool *pool, const struct run_statement *statement) {
    struct equality equality;
    if (!can_take_many(statement, "delete", &equality))
        return NULL;
    return pool_format(pool, "%.*s%.*s %s%s", equality.before_length, statement->text, equality.column_length,
                       equality.column, condition_for_many(pool, statement, &equality), equality.after);
}

/* "(?, ?)" and nothing but placeholders in it. */
static bool is_row_of_placeholders(const char *row) {
    const size_t length = strlen(row);
    return length >= 3 && row[0] == '(' && row[length - 1] == ')' && strspn(row + 1, "?, ") == length - 2;
}

const char *rewrite_insert_for_many(struct pool *pool, const struct run_statement *statement) {
    if (!is_simple(statement, "insert"))
        return NULL;
    const char *values = shape_find_word(statement->text, "values");
    if (!values)
        return NULL;
    const char *row = values + strlen("values");
    row += *row == ' ';
    if (!is_row_of_placeholders(row))
        return NULL;
    return pool_format(pool, "%s, %s, ...", statement->text, row);
}
