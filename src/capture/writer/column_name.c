#include "column_name.h"

#include <stdbool.h>
#include <string.h>

static bool continues_a_name(char byte) {
    const unsigned char lower = (unsigned char)byte | 0x20;
    return (lower >= 'a' && lower <= 'z') || byte == '_' || byte == '$' || (byte >= '0' && byte <= '9') ||
           ((unsigned char)byte & 0x80);
}

/* A quote, a comment, or a digit where no name goes on. */
static bool may_hold_value(const char *name) {
    for (size_t i = 0; name[i]; i++) {
        const bool digit = name[i] >= '0' && name[i] <= '9';
        const bool comment = (name[i] == '-' && name[i + 1] == '-') || (name[i] == '/' && name[i + 1] == '*');
        if (comment || name[i] == '\'' || name[i] == '"' || (digit && (!i || !continues_a_name(name[i - 1]))))
            return true;
    }
    return false;
}

/*
 * SQLite names the column of an expression after its text. A column that there is, quoted, loses its quotes
 * in its name; so what keeps them is a string.
 */
static bool is_double_quoted_string(const char *name, size_t length) {
    return length >= 2 && name[0] == '"' && strchr(name + 1, '"') == name + length - 1;
}

size_t column_name_without_values(struct sql_workspace *workspace, const char *name, char *written) {
    const size_t length = strlen(name);
    if (length <= WRITTEN_NAME_BYTES && !may_hold_value(name)) {
        memcpy(written, name, length); // NOLINT(bugprone-not-null-terminated-result): no terminator
        return length;
    }
    if (is_double_quoted_string(name, length)) {
        written[0] = '?';
        return 1;
    }
    const struct sql_options options = {.dialect = SQL_SQLITE};
    const struct sql_output output = {.text = written, .text_capacity = WRITTEN_NAME_BYTES};
    struct sql_normal_form form;
    sql_normalize_in(workspace, options, name, length, output, &form);
    return form.text_length;
}
