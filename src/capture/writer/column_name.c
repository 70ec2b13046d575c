#include "column_name.h"

#include <stdbool.h>
#include <string.h>

#include "sql/normalize.h"

static bool continues_a_name(char byte) {
    const unsigned char lower = (unsigned char)byte | 0x20;
    return (lower >= 'a' && lower <= 'z') || byte == '_' || byte == '$' || (byte >= '0' && byte <= '9') ||
           ((unsigned char)byte & 0x80);
}

/* A quote, or a digit where no name goes on. */
static bool may_hold_value(const char *name) {
    for (size_t i = 0; name[i]; i++) {
        const bool digit = name[i] >= '0' && name[i] <= '9';
        if (name[i] == '\'' || name[i] == '"' || (digit && (!i || !continues_a_name(name[i - 1]))))
            return true;
    }
    return false;
}

size_t column_name_without_values(const char *name, char *written) {
    const size_t length = strlen(name);
    if (length <= WRITTEN_NAME_BYTES && !may_hold_value(name)) {
        memcpy(written, name, length); // NOLINT(bugprone-not-null-terminated-result): no terminator
        return length;
    }
    const struct sql_options options = {.dialect = SQL_SQLITE};
    const struct sql_output output = {.text = written, .text_capacity = WRITTEN_NAME_BYTES};
    struct sql_normal_form form;
    sql_normalize(options, name, length, output, &form);
    return form.text_length;
}
