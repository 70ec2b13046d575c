#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/terminal.h"
#include "report/deliver.h"
#include "sql/normalize.h"

enum { MOST_OPTIONS = 32, MOST_FOLDERS = MOST_TEXTS, FIRST_WITHOUT_LETTER = 256 };

/* The module's state: report_options refers to the maps and roots for as long as the command runs. */
static const char *path_maps[MOST_FOLDERS];
static const char *source_roots[MOST_FOLDERS];

/* An option as it was met, for what is said about it. */
struct met {
    const char *command;
    const struct option_row *row;
    const char *value;
};

static bool refuse(const struct met *met, const char *must) {
    fprintf(stderr, "%s: --%s: '%s' must be %s\n", met->command, met->row->name, met->value, must);
    return false;
}

static bool take_count(const struct met *met) {
    char *end;
    errno = 0;
    const unsigned long long count = strtoull(met->value, &end, 10);
    if (met->value[0] < '0' || met->value[0] > '9' || *end || errno)
        return refuse(met, "a number");
    *(uint64_t *)met->row->to = count;
    return true;
}

static bool take_seconds(const struct met *met) {
    char *end;
    const double seconds = strtod(met->value, &end);
    if (end == met->value || *end || !isfinite(seconds) || seconds < 0)
        return refuse(met, "a number of seconds");
    *(double *)met->row->to = seconds;
    return true;
}

static bool take_format(const struct met *met) {
    const size_t length = strlen(met->value);
    const struct report_format *format = report_format_find(met->value, length);
    char where[64];
    if (!format) {
        snprintf(where, sizeof(where), "%s: --%s", met->command, met->row->name);
        report_say_unknown_format(where, met->value, length);
        return false;
    }
    *(const struct report_format **)met->row->to = format;
    return true;
}

/* The values of an option that is one of a few words, ordered as its enum. */
struct choices {
    const char *must;
    const char *names[4];
};

static const struct choices limits = {
    "github, gitlab or jira",
    {[REPORT_LIMIT_GITHUB] = "github", [REPORT_LIMIT_GITLAB] = "gitlab", [REPORT_LIMIT_JIRA] = "jira"}};
static const struct choices colours = {
    "auto, always or never", {[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"}};
static const struct choices dialects = {"postgresql or sqlite",
                                        {[SQL_POSTGRESQL] = "postgresql", [SQL_SQLITE] = "sqlite"}};
static const struct choices failures = {"any or confirmed",
                                        {[FAIL_ON_ANY] = "any", [FAIL_ON_CONFIRMED] = "confirmed"}};

_Static_assert(sizeof(enum report_limit) == sizeof(unsigned) &&
                   sizeof(enum colour_choice) == sizeof(unsigned) &&
                   sizeof(enum sql_dialect) == sizeof(unsigned) && sizeof(enum fail_on) == sizeof(unsigned),
               "a choice is stored as its number");

static bool take_choice(const struct met *met, const struct choices *choices) {
    for (unsigned i = 0; i < sizeof(choices->names) / sizeof(*choices->names); i++) {
        if (choices->names[i] && strcmp(choices->names[i], met->value) == 0) {
            memcpy(met->row->to, &i, sizeof(i));
            return true;
        }
    }
    return refuse(met, choices->must);
}

static bool keep_text(const struct met *met, const char **texts, size_t *count) {
    if (*count == MOST_FOLDERS) {
        fprintf(stderr, "%s: --%s: give it at most %d times\n", met->command, met->row->name, MOST_FOLDERS);
        return false;
    }
    texts[(*count)++] = met->value;
    return true;
}

static bool take_path_map(const struct met *met) {
    struct report_options *options = met->row->to;
    options->path_maps = path_maps;
    return report_is_path_map(met->value) ? keep_text(met, path_maps, &options->path_map_count)
                                          : refuse(met, "FROM=TO");
}

static bool take_source_root(const struct met *met) {
    struct report_options *options = met->row->to;
    options->source_roots = source_roots;
    return keep_text(met, source_roots, &options->source_root_count);
}

static bool take(const struct met *met) {
    void *to = met->row->to;
    switch (met->row->kind) {
    case OPTION_FLAG:
        *(bool *)to = true;
        return true;
    case OPTION_TEXT:
        *(const char **)to = met->value;
        return true;
    case OPTION_TEXTS: {
        struct text_list *list = to;
        return keep_text(met, list->texts, &list->count);
    }
    case OPTION_COUNT:
        return take_count(met);
    case OPTION_SECONDS:
        return take_seconds(met);
    case OPTION_THRESHOLD:
        return report_parse_threshold(met->value, to) || refuse(met, "a number of at least 2");
    case OPTION_FORMAT:
        return take_format(met);
    case OPTION_LIMIT:
        return take_choice(met, &limits);
    case OPTION_COLOUR:
        return take_choice(met, &colours);
    case OPTION_DIALECT:
        return take_choice(met, &dialects);
    case OPTION_FAIL_ON:
        return take_choice(met, &failures);
    case OPTION_SOURCE_ROOT:
        return take_source_root(met);
    case OPTION_PATH_MAP:
        return take_path_map(met);
    }
    return false;
}

/* The rows as getopt_long wants them; what it returns for a row is its letter, or its number where it has
 * none. */
struct getopt_tables {
    struct option names[MOST_OPTIONS + 3];
    char letters[2 * MOST_OPTIONS + 4];
};

static int code_of(const struct option_row *rows, size_t row) {
    return rows[row].letter ? rows[row].letter : FIRST_WITHOUT_LETTER + (int)row;
}

static void make_tables(const struct command_line *line, struct getopt_tables *tables) {
    size_t names = 0;
    char *letter = tables->letters;
    if (line->stops_at_operand)
        *letter++ = '+';
    *letter++ = 'h';
    tables->names[names++] = (struct option){"help", no_argument, NULL, 'h'};
    for (size_t i = 0; i < MOST_OPTIONS && line->rows[i].name; i++) {
        const struct option_row *row = &line->rows[i];
        const int argument = row->kind == OPTION_FLAG ? no_argument : required_argument;
        tables->names[names++] = (struct option){row->name, argument, NULL, code_of(line->rows, i)};
        if (row->kind == OPTION_COLOUR)
            tables->names[names++] = (struct option){"colour", argument, NULL, code_of(line->rows, i)};
        if (row->letter)
            *letter++ = row->letter;
        if (row->letter && argument == required_argument)
            *letter++ = ':';
    }
}

static const struct option_row *find_row(const struct option_row *rows, int code) {
    for (size_t i = 0; rows[i].name; i++) {
        if (code_of(rows, i) == code)
            return &rows[i];
    }
    return NULL;
}

static bool print_help(const struct command_line *line, int *status) {
    fputs(line->help, stdout);
    *status = fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
    return false;
}

static bool read_rows(const struct command_line *line, int argc, char **argv, int *status) {
    struct getopt_tables tables = {0};
    make_tables(line, &tables);
    optind = 0; /* glibc: start over, whatever was parsed before */
    int code;
    while ((code = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        const struct met met = {line->command, find_row(line->rows, code), optarg};
        if (code == 'h')
            return print_help(line, status);
        if (met.row && take(&met))
            continue;
        if (!met.row) /* getopt_long has named it */
            fprintf(stderr, "try `%s --help`\n", line->command);
        *status = EXIT_USAGE;
        return false;
    }
    return true;
}

bool options_read(const struct command_line *line, int argc, char **argv, int *first_operand, int *status) {
    char name[64]; /* what getopt_long's own messages begin with */
    char *const subcommand = argv[0];
    snprintf(name, sizeof(name), "%s", line->command);
    argv[0] = name;
    const bool goes_on = read_rows(line, argc, argv, status);
    argv[0] = subcommand;
    *first_operand = optind;
    return goes_on;
}
