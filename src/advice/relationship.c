#include "relationship.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/source_file.h"

/* ---- names of a line ---- */

enum name_kind { NAME_ATTRIBUTE, NAME_CLASS };

enum { LONGEST_NAME = 80 };

struct search {
    const char *table;
    enum name_kind kind;
    char found[LONGEST_NAME];
    bool ambiguous;
    bool is_narrowed; /* a filter or an order is asked for: another query than that of all rows */
};

static bool is_name_byte(char byte) {
    return isalnum((unsigned char)byte) || byte == '_';
}

/* In lower case, without underscores and the ending of a plural: authors and Author, categories and category.
 */
static void fold_name(const char *name, size_t length, char folded[LONGEST_NAME]) {
    size_t used = 0;
    for (size_t i = 0; i < length && used + 1 < LONGEST_NAME; i++) {
        if (name[i] != '_')
            folded[used++] = (char)tolower((unsigned char)name[i]);
    }
    folded[used] = '\0';
    if (used > 4 && !strcmp(folded + used - 3, "ies"))
        memcpy(folded + used - 3, "y", 2);
    else if (used > 4 && !strcmp(folded + used - 2, "es") && strchr("sxh", folded[used - 3]))
        folded[used - 2] = '\0';
    else if (used > 2 && folded[used - 1] == 's' && folded[used - 2] != 's')
        folded[used - 1] = '\0';
}

static bool fits_table(const char *name, size_t length, const char *table) {
    static const char reverse[] = "_set"; /* Django's name of the other side */
    const size_t ending = sizeof(reverse) - 1;
    if (length > ending && !memcmp(name + length - ending, reverse, ending))
        length -= ending;
    char wanted[LONGEST_NAME];
    char folded[LONGEST_NAME];
    fold_name(name, length, folded);
    while (*table) {
        fold_name(table, strlen(table), wanted);
        if (*wanted && !strcmp(wanted, folded))
            return true;
        table += strcspn(table, "_");
        table += strspn(table, "_");
    }
    return false;
}

/* Whether all that is done with a relationship is to go over its rows or to count them. */
static bool takes_all(const char *after) {
    static const char *const words[] = {"all", "count", "exists", "length", "size", "each", "map", NULL};
    if (*after != '.' && strncmp(after, "->", 2) != 0)
        return *after != '(';
    after += *after == '.' ? 1 : 2;
    size_t length = 0;
    while (is_name_byte(after[length]))
        length++;
    for (const char *const *word = words; *word; word++) {
        if (length != strlen(*word) || memcmp(after, *word, length) != 0)
            continue;
        const char *rest = after + length;
        return strncmp(rest, "().", 3) != 0; /* all().filter(…) */
    }
    return false;
}

static void take_name(struct search *search, const char *name, size_t length, bool is_attribute) {
    const bool is_class = isupper((unsigned char)*name);
    const bool fits_kind = search->kind == NAME_CLASS ? is_class && !is_attribute : is_attribute && !is_class;
    if (!fits_kind || length >= LONGEST_NAME || !fits_table(name, length, search->table))
        return;
    const bool is_same = strlen(search->found) == length && !memcmp(search->found, name, length);
    search->ambiguous = search->ambiguous || (*search->found && !is_same);
    search->is_narrowed = search->is_narrowed || !takes_all(name + length);
    memcpy(search->found, name, length);
    search->found[length] = '\0';
}

/* ---- code and strings ---- */

enum { DEEPEST_STRINGS = 4 };

static const char *scan_code(struct search *search, const char *at, int depth);

/* Past a string; the code in the braces of a formatted one, and in those of Ruby's "#{…}", is looked at. */
static const char *scan_string(struct search *search, const char *at, bool formatted, int depth) {
    const char quote = *at++;
    while (*at && *at != quote) {
        const bool escapes = *at == '\\' && at[1];
        const bool is_brace_itself = formatted && at[0] == '{' && at[1] == '{';
        if (escapes || is_brace_itself) {
            at += 2;
        } else if ((formatted || at[-1] == '#') && *at == '{' && depth < DEEPEST_STRINGS) {
            at = scan_code(search, at + 1, depth + 1);
            at += *at == '}';
        } else {
            at++;
        }
    }
    return *at ? at + 1 : at;
}

/* Up to the line's end, a comment or, within a string, the brace that closes the code. */
static const char *scan_code(struct search *search, const char *at, int depth) {
    bool after_access = false;
    bool formatted = false;
    int braces = 0;
    while (*at && *at != '#' && !(at[0] == '/' && at[1] == '/')) {
        if (is_name_byte(*at)) {
            const char *name = at;
            while (is_name_byte(*at))
                at++;
            formatted = (*at == '"' || *at == '\'') && memchr(name, 'f', (size_t)(at - name));
            if (*at != '"' && *at != '\'' && !isdigit((unsigned char)*name))
                take_name(search, name, (size_t)(at - name), after_access);
            after_access = false;
            continue;
        }
        if (*at == '"' || *at == '\'' || *at == '`') {
            at = scan_string(search, at, formatted, depth);
            formatted = false;
            continue;
        }
        braces += *at == '{';
        if (*at == '}' && depth > 0 && braces-- == 0)
            return at;
        const bool is_arrow = at[0] == '-' && at[1] == '>';
        at += is_arrow ? 2 : 1;
        after_access = is_arrow || at[-1] == '.';
    }
    return at;
}

static const char *found_name(struct pool *pool, const struct search *search) {
    if (search->ambiguous || !*search->found)
        return NULL;
    return pool_copy_text(pool, search->found, strlen(search->found));
}

/* A prefix of the column's name that ends where a word does, or what follows a word's end, fits. */
bool relationship_fits(const char *column, const char *table) {
    for (const char *start = column; *start; start += strspn(start, "_")) {
        for (const char *end = start; *end; end += *end == '_') {
            end += strcspn(end, "_");
            if (*end && fits_table(start, (size_t)(end - start), table))
                return true;
        }
        start += strcspn(start, "_");
    }
    return false;
}

struct relationship relationship_on_line(struct pool *pool, const char *line, const char *table) {
    struct search search = {.table = table, .kind = NAME_ATTRIBUTE};
    scan_code(&search, line, 0);
    return (struct relationship){found_name(pool, &search), !search.is_narrowed};
}

const char *class_in_file(struct pool *pool, const struct source_file *source, const char *table) {
    struct search search = {.table = table, .kind = NAME_CLASS};
    for (size_t i = 0; i < source->line_count; i++)
        scan_code(&search, source->lines[i], 0);
    return found_name(pool, &search);
}
