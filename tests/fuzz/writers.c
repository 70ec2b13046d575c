/*
 * Whatever a report's texts and numbers are, what each format writes is what that format says: its own parser
 * reads it, and no text becomes a part of its structure. So the same report with harmless texts has the same
 * tags, the same blocks and the same number of lines.
 *
 * Input: which format (a byte: those of a report, then those of a comparison), then numbers and texts in the
 * order of made_up_report.h. Seeds: tests/fuzz/seeds/writers.
 */
#include <jansson.h>
#include <stdlib.h>

#include "made_up_report.h"
#include "report/diff.h"
#include "report/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void refuse(const char *format, const char *what, const char *text) {
    fprintf(stderr, "%s: %s in\n%s\n", format, what, text);
    abort();
}

static void need(bool holds, const char *format, const char *what, const char *text) {
    if (!holds)
        refuse(format, what, text);
}

/* ---- what all formats are ---- */

/* UTF-8 without control characters but line ends and tabs, and without those that turn the direction of
 * writing. */
static void check_characters(const char *format, const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        const struct text_character character = text_decode(at);
        const uint32_t code = character.code;
        need(character.bytes, format, "bytes that are no UTF-8", text);
        need(code >= ' ' || code == '\n' || code == '\t', format, "a control character", text);
        need(!(code >= 0x7f && code < 0xa0), format, "a control character", text);
        need(!(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069), format,
             "a mark of direction", text);
        at += character.bytes;
    }
}

static size_t lines_of(const char *text) {
    size_t lines = 0;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

/* ---- JSON ---- */

static void check_value(const char *format, const char *text, size_t length) {
    json_error_t error;
    json_t *const parsed = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    need(parsed, format, error.text, text);
    json_decref(parsed);
}

static void check_json_lines(const char *format, const char *text) {
    for (const char *end; (end = strchr(text, '\n')); text = end + 1)
        check_value(format, text, (size_t)(end - text));
    need(!*text, format, "a line without an end", text);
}

/* ---- tags ---- */

/* The tags of a text, each as "<name", a line each; within Markdown's code there are none. Freed by the
 * caller. */
static char *tags_of(const char *text) {
    char *tags = NULL;
    size_t bytes = 0;
    FILE *output = open_memstream(&tags, &bytes);
    if (!output)
        abort();
    for (; (text = strchr(text, '<')); text++) {
        const size_t length = strspn(text + 1, "/!?abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (length)
            fprintf(output, "%.*s\n", (int)length + 1, text);
    }
    fclose(output);
    return tags;
}

static void check_same_tags(const char *format, const char *text, const char *harmless) {
    char *const tags = tags_of(text);
    char *const expected = tags_of(harmless);
    need(strcmp(tags, expected) == 0, format, "a tag more or less than without these texts", text);
    free(tags);
    free(expected);
}

/* Outside of quoted values and tags, & begins one of the five entities and > does not stand alone in ]]>. */
static void check_xml(const char *format, const char *text) {
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#"};
    for (const char *at = text; (at = strchr(at, '&')); at++) {
        bool is_entity = false;
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            is_entity |= strncmp(at, entities[i], strlen(entities[i])) == 0;
        need(is_entity, format, "an & of no entity", text);
    }
    need(!strstr(text, "]]>"), format, "]]>", text);
}

/* ---- Markdown and Jira ---- */

static size_t run_of(const char *text, char character) {
    size_t length = 0;
    while (text[length] == character)
        length++;
    return length;
}

/* Whether a block begins here: what follows a fence names its language and holds no backtick (CommonMark
 * 0.31, fenced code blocks); with one it is code within a line. */
static bool is_fence(const char *text) {
    const size_t length = run_of(text, '`');
    return length >= 3 && text[length + strcspn(text + length, "`\n")] != '`';
}

/* Past the block that begins with this fence; NULL: it is not closed. */
static const char *end_of_block(const char *fence) {
    const size_t length = run_of(fence, '`');
    for (const char *line = strchr(fence, '\n'); line; line = strchr(line, '\n')) {
        line++;
        const size_t spaces = strspn(line, " ");
        const size_t closing = run_of(line + spaces, '`');
        const char *const rest = line + spaces + closing;
        if (spaces < 4 && closing >= length && rest[strspn(rest, " ")] == '\n')
            return rest;
    }
    return NULL;
}

/* Past the code within a line that these backticks open; past the backticks where they open none. */
static const char *end_of_code(const char *ticks) {
    const size_t length = run_of(ticks, '`');
    for (const char *at = ticks + length; *at && *at != '\n';) {
        const size_t run = run_of(at, '`');
        if (run == length)
            return at + run;
        at += run ? run : 1;
    }
    return ticks + length;
}

/* A text without its code. Freed by the caller. */
static char *without_code(const char *format, const char *text) {
    char *rest = malloc(strlen(text) + 1);
    char *to = rest;
    bool is_line_start = true;
    for (const char *at = text; *at;) {
        if (is_line_start && is_fence(at + strspn(at, " "))) {
            at = end_of_block(at + strspn(at, " "));
            need(at, format, "a block without an end", text);
        } else if (*at == '\\' && at[1]) {
            *to++ = *at++;
            *to++ = *at++;
        } else if (*at == '`') {
            at = end_of_code(at);
        } else {
            *to++ = *at++;
        }
        is_line_start = at > text && at[-1] == '\n';
    }
    *to = '\0';
    return rest;
}

static void check_markdown(const char *format, const char *text, const char *harmless) {
    char *const rest = without_code(format, text);
    char *const expected = without_code(format, harmless);
    check_same_tags(format, rest, expected);
    free(rest);
    free(expected);
}

/* A backslash keeps a brace from opening a block; within a block there is no such escape. */
static void check_jira(const char *format, const char *text) {
    static const char mark[] = "{noformat}";
    bool in_block = false;
    for (const char *at = text; (at = strstr(at, mark)); at += strlen(mark))
        in_block = in_block ? false : at == text || at[-1] != '\\';
    need(!in_block, format, "a block without an end", text);
}

/* ---- each format ---- */

static void check(const char *format, const char *text, const char *harmless) {
    static const char *const values[] = {"json", "sarif", "code-quality", "speedscope"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(format, values[i]) == 0)
            check_value(format, text, strlen(text));
    check_characters(format, text);
    if (strcmp(format, "ndjson") == 0 || strcmp(format, "otlp") == 0)
        check_json_lines(format, text);
    if (strcmp(format, "html") == 0 || strcmp(format, "junit") == 0)
        check_same_tags(format, text, harmless);
    if (strcmp(format, "junit") == 0)
        check_xml(format, text);
    if (strcmp(format, "folded") == 0 || strcmp(format, "openmetrics") == 0 || strcmp(format, "ndjson") == 0)
        need(lines_of(text) == lines_of(harmless), format, "lines more or less than without these texts",
             text);
    if (strcmp(format, "markdown") == 0)
        check_markdown(format, text, harmless);
    if (strcmp(format, "jira") == 0)
        check_jira(format, text);
}

typedef void write_function(const void *subject, const void *format, const struct report_style *style,
                            FILE *output);

static char *text_of(write_function *write, const void *format, const void *subject) {
    char *text = NULL;
    size_t length = 0;
    FILE *output = open_memstream(&text, &length);
    const struct report_style style = {.all = true};
    if (!output)
        abort();
    write(subject, format, &style, output);
    fclose(output);
    need(strlen(text) == length, "any format", "a NUL", text);
    return text;
}

static void check_format(write_function *write, const void *format, const char *name, const void *subject,
                         const void *harmless) {
    char *const text = text_of(write, format, subject);
    char *const expected = text_of(write, format, harmless);
    check(name, text, expected);
    free(text);
    free(expected);
}

static void write_report(const void *report, const void *format, const struct report_style *style,
                         FILE *output) {
    ((const struct report_format *)format)->write(report, style, output);
}

static void write_comparison(const void *comparison, const void *format, const struct report_style *style,
                             FILE *output) {
    ((const struct diff_format *)format)->write(comparison, style, output);
}

static size_t count_of_formats(void) {
    size_t count = 0;
    while (report_formats[count].name)
        count++;
    return count;
}

static void check_comparison(size_t number, struct pool *pool, const struct report *report,
                             const struct report *harmless) {
    const struct comparison changed = compare_reports(pool, report, report);
    const struct comparison expected = compare_reports(pool, harmless, harmless);
    for (const struct diff_format *format = diff_formats; format->name; format++)
        if (number-- == 0)
            check_format(write_comparison, format, format->name, &changed, &expected);
}

/* Numbers decide structure too (what is unknown is left out), so both reports have the same. */
static void take_numbers(struct report *to, const struct report *from) {
    to->seconds = from->seconds;
    to->statements = from->statements;
    to->processes[0].seconds = from->processes[0].seconds;
    to->processes[0].start_ns = from->processes[0].start_ns;
    for (size_t i = 0; i < to->loop_count; i++) {
        struct report_loop *const loop = to->loops[i];
        loop->statements = from->loops[i]->statements;
        loop->seconds = from->loops[i]->seconds;
        loop->saving_seconds = from->loops[i]->saving_seconds;
        loop->transaction_seconds = from->loops[i]->transaction_seconds;
    }
    for (size_t i = 0; i < to->finding_count; i++) {
        struct report_finding *const finding = to->findings[i];
        finding->calls = from->findings[i]->calls;
        finding->episodes = from->findings[i]->episodes;
        finding->seconds = from->findings[i]->seconds;
        finding->saving_seconds = from->findings[i]->saving_seconds;
        to->sites[i]->seconds = from->sites[i]->seconds;
        to->sites[i]->calls = from->sites[i]->calls;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct report report;
    struct report harmless;
    const size_t formats = count_of_formats();
    if (!size)
        return 0;
    fuzz_make_report(&report, (struct fuzz_bytes){data + 1, size - 1});
    fuzz_make_report(&harmless, (struct fuzz_bytes){data, 0});
    take_numbers(&harmless, &report);
    if (data[0] < formats)
        check_format(write_report, &report_formats[data[0]], report_formats[data[0]].name, &report,
                     &harmless);
    else
        check_comparison(data[0] - formats, &report.pool, &report, &harmless);
    pool_free(&report.pool);
    pool_free(&harmless.pool);
    return 0;
}
