/*
 * loopline normalize [--dialect postgresql|sqlite] [--backslash-escapes] [-0] [--json]
 *
 * Statements from standard input, each in normal form with its fingerprint on standard output.
 */
#include "command.h"
#include "options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/normalize.h"

struct settings {
    struct sql_options sql;
    bool separated; /* statements end with NUL; else all input is one */
    bool json;
};

static const char help[] =
    "Usage: loopline normalize [OPTION...]\n"
    "\n"
    "Reads SQL from standard input and prints its fingerprint and normal form.\n"
    "\n"
    "      --dialect DIALECT     postgresql (the default) or sqlite\n"
    "      --backslash-escapes   as PostgreSQL with standard_conforming_strings = off\n"
    "  -0, --null                statements are separated by NUL; otherwise all input is one\n"
    "      --json                a line of JSON for each statement\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit status: 0 done, 2 wrong usage, 4 the input could not be read, or the output could not be "
    "written.\n";

/* False where the subcommand is to end with `*status`. */
static bool parse_options(int argc, char **argv, struct settings *settings, int *status) {
    const struct option_row rows[] = {
        {"dialect", 0, OPTION_DIALECT, &settings->sql.dialect},
        {"backslash-escapes", 0, OPTION_FLAG, &settings->sql.backslash_escapes},
        {"null", '0', OPTION_FLAG, &settings->separated},
        {"json", 0, OPTION_FLAG, &settings->json},
        {0},
    };
    const struct command_line line = {"loopline normalize", help, rows, false};
    int first;
    if (!options_read(&line, argc, argv, &first, status))
        return false;
    if (first == argc)
        return true;
    fprintf(stderr,
            "loopline normalize: %s: this command takes no file; pass the statements on standard input\n",
            argv[first]);
    *status = EXIT_USAGE;
    return false;
}

/* All of standard input; the caller frees it. NULL on failure, which has been reported. */
static char *read_input(size_t *length) {
    size_t capacity = 1 << 16;
    char *text = malloc(capacity);
    *length = 0;
    while (text) {
        *length += fread(text + *length, 1, capacity - *length, stdin);
        if (*length < capacity)
            break;
        char *const larger = capacity <= SIZE_MAX / 2 ? realloc(text, capacity * 2) : NULL;
        if (!larger)
            free(text);
        text = larger;
        capacity *= 2;
    }
    if (!text) {
        fputs("loopline normalize: standard input does not fit in memory; pass fewer statements\n", stderr);
        return NULL;
    }
    if (!ferror(stdin))
        return text;
    fprintf(stderr, "loopline normalize: standard input: %s\n", strerror(errno));
    free(text);
    return NULL;
}

/* The length of the UTF-8 character that `text` starts with, or 0 where its bytes are none. */
static size_t utf8_length(const unsigned char *text, size_t length) {
    const unsigned char first = text[0];
    const size_t wanted = first < 0x80                    ? 1
                          : first >= 0xc2 && first < 0xe0 ? 2
                          : (first & 0xf0) == 0xe0        ? 3
                                                          : 4;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || wanted > length)
        return 0;
    for (size_t i = 1; i < wanted; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    const bool overlong = (first == 0xe0 && text[1] < 0xa0) || (first == 0xf0 && text[1] < 0x90);
    const bool no_character = (first == 0xed && text[1] > 0x9f) || (first == 0xf4 && text[1] > 0x8f);
    return overlong || no_character ? 0 : wanted;
}

/*
 * A JSON string. Bytes that are no UTF-8 become U+FFFD each: what is printed is then a name of its own,
 * whose normal form is the same text, though its fingerprint is not that of the invalid bytes.
 */
static void print_json_string(const char *text, size_t length) {
    const unsigned char *const bytes = (const unsigned char *)text;
    putchar('"');
    for (size_t i = 0; i < length;) {
        const size_t character = utf8_length(bytes + i, length - i);
        if (character == 0)
            fputs("\xef\xbf\xbd", stdout);
        else if (bytes[i] < 0x20 || bytes[i] == 0x7f)
            printf("\\u%04x", bytes[i]);
        else if (bytes[i] == '"' || bytes[i] == '\\')
            printf("\\%c", bytes[i]);
        else
            fwrite(bytes + i, 1, character, stdout);
        i += character ? character : 1;
    }
    putchar('"');
}

static void print_normal_form(const struct settings *settings, const char *text,
                              const struct sql_normal_form *normal_form) {
    if (!settings->json) {
        printf("%016" PRIx64 " ", normal_form->fingerprint);
        fwrite(text, 1, normal_form->text_length, stdout);
        putchar('\n');
        return;
    }
    printf("{\"fingerprint\": \"%016" PRIx64 "\", \"normalized\": ", normal_form->fingerprint);
    print_json_string(text, normal_form->text_length);
    puts("}");
}

/* The length of the statement at `input` and, in `*taken`, of what separates it from the next. */
static size_t statement_length(const struct settings *settings, const char *input, size_t length,
                               size_t *taken) {
    const char *const end = settings->separated ? memchr(input, 0, length) : NULL;
    *taken = end ? (size_t)(end - input) + 1 : length;
    return end ? *taken - 1 : length;
}

static int normalize_all(const struct settings *settings, const char *input, size_t length) {
    char *const text = malloc(2 * length + 16);
    if (!text) {
        fputs("loopline normalize: out of memory; pass fewer statements\n", stderr);
        return EXIT_FAULT;
    }
    bool more = length > 0 || !settings->separated;
    while (more) {
        size_t taken;
        const size_t statement = statement_length(settings, input, length, &taken);
        struct sql_normal_form normal_form;
        const struct sql_output output = {.text = text, .text_capacity = 2 * length + 16};
        sql_normalize(settings->sql, input, statement, output, &normal_form);
        print_normal_form(settings, text, &normal_form);
        input += taken;
        length -= taken;
        more = length > 0;
    }
    free(text);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_DONE;
    fprintf(stderr, "loopline normalize: standard output: %s\n", strerror(errno));
    return EXIT_FAULT;
}

int command_normalize(int argc, char **argv) {
    struct settings settings = {.sql = {.dialect = SQL_POSTGRESQL}};
    int status;
    if (!parse_options(argc, argv, &settings, &status))
        return status;
    size_t length;
    char *const input = read_input(&length);
    if (!input)
        return EXIT_FAULT;
    status = normalize_all(&settings, input, length);
    free(input);
    return status;
}
