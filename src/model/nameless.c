#include "nameless.h"

#include <ctype.h>
#include <string.h>

/* Longer than any route; what is longer is a text of something else. */
enum { LONGEST_NAME = 100 };

/* How far above its first statement a function may begin, with comments between. */
enum { LINES_ABOVE = 3 };

/* Perl, Perl of functions whose names cannot be read, PHP, Ruby. */
static bool is_nameless(const char *function) {
    return strstr(function, "__ANON__") || strcmp(function, "(unnamed sub)") == 0 ||
           strstr(function, "{closure") || strncmp(function, "block ", strlen("block ")) == 0;
}

static bool is_letter(char character) {
    return isalnum((unsigned char)character) || character == '_';
}

static const char *find_word(const char *line, const char *word) {
    const size_t length = strlen(word);
    for (const char *at = strstr(line, word); at; at = strstr(at + 1, word))
        if ((at == line || !is_letter(at[-1])) && !is_letter(at[length]))
            return at;
    return NULL;
}

static bool begins_function(const char *line, const char *at) {
    static const char *const words[] = {"sub", "function", "fn", "do"};
    if (*at == '{')
        return true;
    if (at > line && is_letter(at[-1]))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t length = strlen(words[i]);
        if (strncmp(at, words[i], length) == 0 && !is_letter(at[length]))
            return true;
    }
    return false;
}

/* Where a function begins in this line, outside of texts; NULL: none does. */
static const char *beginning(const char *line) {
    for (const char *at = line; *at; at++) {
        if (*at == '\'' || *at == '"')
            at = strchr(at + 1, *at);
        else if (begins_function(line, at))
            return at;
        if (!at)
            return NULL;
    }
    return NULL;
}

/* A text in quotes before `end`. */
struct literal {
    const char *start;
    size_t length;
};

static struct literal next_literal(const char *text, const char *end) {
    while (text < end && *text != '\'' && *text != '"')
        text++;
    const char *close = text < end ? memchr(text + 1, *text, (size_t)(end - text - 1)) : NULL;
    return close ? (struct literal){text + 1, (size_t)(close - text - 1)} : (struct literal){0};
}

/* The first one that is a path, or else the first. */
static struct literal choose_literal(const char *text, const char *end) {
    const struct literal first = next_literal(text, end);
    for (struct literal one = first; one.start; one = next_literal(one.start + one.length + 1, end))
        if (one.length && *one.start == '/')
            return one;
    return first;
}

static const char *name_in_line(struct pool *pool, const char *line) {
    const char *end = beginning(line);
    if (!end)
        return NULL;
    const char *quote = line + strcspn(line, "'\"");
    const struct literal literal = choose_literal(line, end);
    if (!literal.length || literal.length > LONGEST_NAME || memchr(literal.start, '\\', literal.length))
        return NULL;
    while (quote > line && strchr(" \t([", quote[-1]))
        quote--;
    const char *word = quote;
    while (word > line && is_letter(word[-1]))
        word--;
    return word < quote
               ? pool_format(pool, "%.*s %.*s", (int)(quote - word), word, (int)literal.length, literal.start)
               : NULL;
}

static bool opens_function(const char *line) {
    size_t length = strlen(line);
    while (length && isspace((unsigned char)line[length - 1]))
        length--;
    return length && line[length - 1] == '{' && find_word(line, "sub");
}

static bool is_comment(const char *line) {
    line += strspn(line, " \t");
    return !*line || *line == '#';
}

/* Of Perl the first statement is what is known, which stands below where the function begins, or behind it.
 */
static int line_of_beginning(const struct source_origin *origin, int first_line) {
    for (int line = first_line - 1; line > 0 && line >= first_line - LINES_ABOVE; line--) {
        const char *text = source_line(origin, line);
        if (text && opens_function(text))
            return line;
        if (!text || !is_comment(text))
            break;
    }
    return first_line;
}

const char *nameless_name(struct pool *pool, const struct source_frame *frame,
                          const struct source_origin *origin, int *first) {
    if (!frame->code || !frame->function || !is_nameless(frame->function) || frame->declaration_line <= 0)
        return NULL;
    *first = line_of_beginning(origin, frame->declaration_line);
    const char *text = source_line(origin, *first);
    return text ? name_in_line(pool, text) : NULL;
}
