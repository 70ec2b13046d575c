#include "markup.h"

#include <string.h>

static bool is_jira(const struct markup *markup) {
    return markup->dialect == MARKUP_JIRA;
}

/* ---- text ---- */

/*
 * Whether a backslash is needed before the character at `text`. In Markdown brackets, once escaped, make the
 * parentheses after them harmless; # is a reference, $ a formula. Jira also reads smileys, :) and (x).
 */
static bool is_special(const struct markup *markup, const char *text, bool is_first) {
    if (is_first && strchr("+-.", *text))
        return true;
    if (!is_jira(markup))
        return strchr("\\`*_[]#|~>$", *text) != NULL;
    if (*text == '(' || *text == ':')
        return text[1] && (strchr("/)(PD|*!?", text[1]) || text[2] == ')');
    return strchr("\\*_-+^~?{}[]|!#@", *text) != NULL;
}

static const char *entity_of(const struct markup *markup, const char *text) {
    if (is_jira(markup))
        return NULL;
    switch (*text) {
    case '<':
        return "&lt;";
    case '&':
        return "&amp;";
    case '@': /* a mention also after a backslash */
        return "&#64;";
    case ':': /* https:// becomes a link */
        return text[1] == '/' ? "&#58;" : NULL;
    default:
        return NULL;
    }
}

/* Most characters are: they mean nothing in either dialect, wherever they stand. */
static bool is_word(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == ' ';
}

static void write_plain(const struct markup *markup, const char *text) {
    for (const char *at = text; *at; at++) {
        const char *entity = is_word(*at) ? NULL : entity_of(markup, at);
        if (entity) {
            fputs(entity, markup->file);
            continue;
        }
        if (!is_word(*at) && is_special(markup, at, at == text))
            fputc('\\', markup->file);
        fputc(*at, markup->file);
    }
}

void markup_text(const struct markup *markup, const char *text) {
    write_plain(markup, text);
}

void markup_strong(const struct markup *markup, const char *text) {
    fputs(is_jira(markup) ? "*" : "**", markup->file);
    write_plain(markup, text);
    fputs(is_jira(markup) ? "*" : "**", markup->file);
}

/* ---- code ---- */

static size_t longest_run(const char *text, char byte) {
    size_t longest = 0;
    size_t run = 0;
    for (; *text; text++) {
        run = *text == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void write_run(const struct markup *markup, size_t length, char byte) {
    while (length--)
        fputc(byte, markup->file);
}

static void write_code_bytes(const struct markup *markup, const char *text) {
    for (; *text; text++) {
        if (*text == '|' && markup->in_table)
            fputc('\\', markup->file);
        fputc(*text, markup->file);
    }
}

/* Jira's notation knows these between single braces, and sees them between double ones too. */
static bool is_jira_macro(const char *text) {
    static const char *const names[] = {"noformat", "code", "quote", "panel", "color", "anchor"};
    const size_t length = strcspn(text, ":");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && strncmp(text, names[i], length) == 0)
            return true;
    return false;
}

static void write_jira_code(const struct markup *markup, const char *text) {
    const bool has_braces = !is_jira_macro(text);
    fputs(has_braces ? "{{" : "", markup->file);
    write_plain(markup, text);
    fputs(has_braces ? "}}" : "", markup->file);
}

void markup_code(const struct markup *markup, const char *text) {
    if (is_jira(markup)) {
        write_jira_code(markup, text);
        return;
    }
    if (!*text)
        return; /* two backticks would begin a longer piece of code */
    const size_t quotes = longest_run(text, '`') + 1;
    const bool needs_space = text[0] == '`' || text[strlen(text) - 1] == '`' || text[0] == ' ';
    write_run(markup, quotes, '`');
    write_run(markup, needs_space, ' ');
    write_code_bytes(markup, text);
    write_run(markup, needs_space, ' ');
    write_run(markup, quotes, '`');
}

/* {noformat} within itself is taken apart: nothing else ends the block. */
static void write_jira_block(const struct markup *markup, const char *text) {
    static const char mark[] = "{noformat";
    fputs("{noformat}\n", markup->file);
    const char *found;
    while ((found = strstr(text, mark))) {
        fwrite(text, 1, (size_t)(found - text), markup->file);
        fputs("{ noformat", markup->file);
        text = found + sizeof(mark) - 1;
    }
    fprintf(markup->file, "%s\n{noformat}\n\n", text);
}

void markup_block(const struct markup *markup, const char *language, const char *text) {
    if (is_jira(markup)) {
        write_jira_block(markup, text);
        return;
    }
    const size_t longest = longest_run(text, '`');
    const size_t quotes = longest < 3 ? 3 : longest + 1;
    write_run(markup, quotes, '`');
    fprintf(markup->file, "%s\n%s\n", language ? language : "", text);
    write_run(markup, quotes, '`');
    fputs("\n\n", markup->file);
}

/* ---- structure ---- */

void markup_end_line(const struct markup *markup) {
    fputc('\n', markup->file);
}

void markup_end_paragraph(const struct markup *markup) {
    fputs("\n\n", markup->file);
}

void markup_begin_heading(const struct markup *markup, int level) {
    if (is_jira(markup)) {
        fprintf(markup->file, "h%d. ", level);
        return;
    }
    write_run(markup, (size_t)level, '#');
    fputc(' ', markup->file);
}

void markup_begin_item(const struct markup *markup) {
    fputs(is_jira(markup) ? "* " : "- ", markup->file);
}

void markup_begin_details(const struct markup *markup, const char *title) {
    if (is_jira(markup)) {
        markup_strong(markup, title);
        markup_end_paragraph(markup);
        return;
    }
    fputs("<details><summary>", markup->file);
    write_plain(markup, title);
    fputs("</summary>\n\n", markup->file);
}

void markup_end_details(const struct markup *markup) {
    if (!is_jira(markup))
        fputs("</details>\n\n", markup->file);
}

/* ---- tables ---- */

void markup_table_head(struct markup *markup, const char *const *titles, size_t count) {
    markup->in_table = true;
    for (size_t i = 0; i < count; i++)
        fprintf(markup->file, is_jira(markup) ? "||%s" : "| %s ", titles[i]);
    fputs(is_jira(markup) ? "||\n" : "|\n", markup->file);
    for (size_t i = 0; i < count && !is_jira(markup); i++)
        fputs("|---", markup->file);
    if (!is_jira(markup))
        fputs("|\n", markup->file);
}

void markup_begin_row(const struct markup *markup) {
    fputs("| ", markup->file);
}

void markup_next_cell(const struct markup *markup) {
    fputs(" | ", markup->file);
}

void markup_end_row(const struct markup *markup) {
    fputs(" |\n", markup->file);
}

void markup_end_table(struct markup *markup) {
    markup->in_table = false;
    fputc('\n', markup->file);
}
