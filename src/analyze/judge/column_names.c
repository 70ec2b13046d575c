#include "column_names.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "analyze/rounds/statement_shape.h"

/* What is left of author_id; 0: the column refers to nothing. */
static size_t stem_of(const char *column, size_t length) {
    return length > 3 && strncasecmp(column + length - 3, "_id", 3) == 0 ? length - 3 : 0;
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

/* The name of a column before " = ?", which ends at `end`. */
static size_t name_before(const char *text, const char *end) {
    size_t length = 0;
    while (end - length > text && shape_is_word_byte(end[-1 - (ptrdiff_t)length]))
        length++;
    return length;
}

static bool agrees(const char *statement, const char *parent, const char *column, const char *asked,
                   size_t asked_length) {
    const size_t length = strlen(column);
    const bool is_id = length == 2 && strcasecmp(column, "id") == 0;
    const bool asks_for_id = asked_length == 2 && strncasecmp(asked, "id", 2) == 0;
    if (asks_for_id)
        return stem_of(column, length) && reads_table_of(statement, column, stem_of(column, length));
    if (is_id)
        return stem_of(asked, asked_length) && reads_table_of(parent, asked, stem_of(asked, asked_length));
    /* Where both refer to something else, they may be two statements of one table: no relation of parent and
     * child. */
    return !stem_of(asked, asked_length) && length == asked_length && strncasecmp(column, asked, length) == 0;
}

bool column_name_agrees(const char *statement, const char *parent, const char *column) {
    const char *condition = shape_find_word(statement, "where");
    for (const char *at = condition; at && (at = strstr(at, " = ?")); at++) {
        const size_t length = name_before(condition, at);
        if (length && agrees(statement, parent, column, at - length, length))
            return true;
    }
    return false;
}
