#include "column_names.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "analyze/rounds/statement_shape.h"

/* A name within a text, without an end of its own. */
struct name {
    const char *text;
    size_t length;
};

/* What is left of author_id; 0: the column refers to nothing. */
static size_t stem_of(struct name column) {
    return column.length > 3 && strncasecmp(column.text + column.length - 3, "_id", 3) == 0
               ? column.length - 3
               : 0;
}

static bool is_id(struct name column) {
    return column.length == 2 && strncasecmp(column.text, "id", 2) == 0;
}

/* The table that a statement reads, up to the end of its name; NULL: none is named. */
static const char *table_of(const char *statement, size_t *length) {
    const char *from = shape_find_word(statement, "from");
    const char *name = from ? from + strlen("from") + strspn(from + strlen("from"), " \"`") : NULL;
    if (!name || !shape_is_word_byte(*name))
        return NULL;
    *length = strcspn(name, " ,;()");
    return name;
}

/* A table of authors, for the stem `author`: also blog_author, public.authors, and categories for `category`.
 */
static bool reads_table_of(const char *statement, const char *stem, size_t stem_length) {
    size_t length = 0;
    const char *table = table_of(statement, &length);
    const size_t compared = stem_length > 4 ? stem_length - 1 : stem_length; /* categor-y, categor-ies */
    for (size_t i = 0; table && i + compared <= length; i++) {
        const bool starts = i == 0 || table[i - 1] == '_' || table[i - 1] == '.' || table[i - 1] == '"';
        if (starts && strncasecmp(table + i, stem, compared) == 0)
            return true;
    }
    return false;
}

/* The name of a column that ends at `end`. */
static struct name name_before(const char *text, const char *end) {
    size_t length = 0;
    while (end - length > text && shape_is_word_byte(end[-1 - (ptrdiff_t)length]))
        length++;
    return (struct name){end - length, length};
}

/* The name of a column that begins at `at`, without its table's. */
static struct name name_at(const char *at) {
    struct name name = {at, 0};
    for (; shape_is_word_byte(*at) || *at == '.'; at++)
        name = *at == '.' ? (struct name){at + 1, 0} : (struct name){name.text, name.length + 1};
    return name;
}

/*
 * SQLAlchemy calls a column by its table's name as well, `select book.author_id as book_author_id`, and
 * anybody may call it anything: what it refers to, the name behind that tells.
 */
static struct name name_in_table(const char *parent, const char *column) {
    static const char as[] = " as ";
    const size_t length = strlen(column);
    const char *const list = shape_find_word(parent, "select");
    for (const char *at = list; at && (at = strstr(at, as)); at++) {
        const char *const alias = at + strlen(as);
        if (strncasecmp(alias, column, length) != 0 || shape_is_word_byte(alias[length]))
            continue;
        const struct name name = name_before(list, at);
        if (name.length)
            return name;
    }
    return (struct name){column, length};
}

static bool agrees(const char *statement, const char *parent, struct name column, struct name asked) {
    if (is_id(asked))
        return stem_of(column) && reads_table_of(statement, column.text, stem_of(column));
    if (is_id(column))
        return stem_of(asked) && reads_table_of(parent, asked.text, stem_of(asked));
    /* Where both refer to something else, they may be two statements of one table: no relation of parent and
     * child. */
    return !stem_of(asked) && column.length == asked.length &&
           strncasecmp(column.text, asked.text, column.length) == 0;
}

/* Also the other way round, `where ? = book.author_id`, as SQLAlchemy loads a relationship. */
bool column_name_agrees(const char *statement, const char *parent, const char *column) {
    const char *condition = shape_find_word(statement, "where");
    const struct name name = name_in_table(parent, column);
    for (const char *at = condition; at && (at = strstr(at, " = ")); at++) {
        const bool is_first = at[-1] == '?';
        const struct name asked = is_first ? name_at(at + strlen(" = ")) : name_before(condition, at);
        if ((is_first || at[strlen(" = ")] == '?') && asked.length && agrees(statement, parent, name, asked))
            return true;
    }
    return false;
}

bool column_name_refers(const char *parent, const char *column) {
    return stem_of(name_in_table(parent, column)) > 0;
}
