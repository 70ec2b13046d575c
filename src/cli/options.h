/*
 * The options of a subcommand: a row each, read by one parser, so that an option means the same and is
 * refused in the same words wherever it is taken. Messages go to standard error and name subcommand and
 * option.
 */
#ifndef LOOPLINE_CLI_OPTIONS_H
#define LOOPLINE_CLI_OPTIONS_H

#include <stdbool.h>

/* What an option takes, and what `to` of its row points to. */
enum option_kind {
    OPTION_FLAG,        /* nothing; bool */
    OPTION_TEXT,        /* any text; const char *, of the command line */
    OPTION_COUNT,       /* a number; uint64_t */
    OPTION_SECONDS,     /* a number of seconds, with a fraction or not; double */
    OPTION_THRESHOLD,   /* a number of at least 2; uint64_t */
    OPTION_FORMAT,      /* the name of a format of the report; const struct report_format * */
    OPTION_LIMIT,       /* the name of a site that limits a ticket; enum report_limit */
    OPTION_COLOUR,      /* auto, always or never; enum colour_choice */
    OPTION_DIALECT,     /* postgresql or sqlite; enum sql_dialect */
    OPTION_FAIL_ON,     /* any or confirmed; enum fail_on */
    OPTION_SOURCE_ROOT, /* a folder, several times; struct report_options */
    OPTION_PATH_MAP,    /* FROM=TO, several times; struct report_options */
};

enum fail_on { FAIL_ON_NOTHING, FAIL_ON_ANY, FAIL_ON_CONFIRMED };

struct option_row {
    const char *name; /* without dashes; NULL ends the rows */
    char letter;      /* 0: none */
    enum option_kind kind;
    void *to;
};

struct command_line {
    const char *command; /* "loopline report" */
    const char *help;    /* what --help prints */
    const struct option_row *rows;
    bool stops_at_operand; /* what follows the first operand is not read: options of another command */
};

/*
 * Reads the options of argv[1] and following; `-h` and `--help` are known everywhere. Returns true where the
 * subcommand is to go on, with the operands from argv[*first_operand] on: argv is reordered. False where it
 * is to end with `*status`: help was printed, or an option was wrong, which was said.
 */
bool options_read(const struct command_line *line, int argc, char **argv, int *first_operand, int *status);

#endif
