/*
 * The options of a subcommand: one row each. One parser reads them, so an option means the same everywhere
 * and is refused with the same message. Messages go to standard error and name the subcommand and the option.
 */
#ifndef LOOPLINE_CLI_OPTIONS_H
#define LOOPLINE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* The kinds of arguments, and what `to` of the row points to. */
enum option_kind {
    OPTION_FLAG,        /* nothing; bool */
    OPTION_TEXT,        /* any text; const char *, of the command line */
    OPTION_TEXTS,       /* any text, several times; struct text_list */
    OPTION_COUNT,       /* a number; uint64_t */
    OPTION_SECONDS,     /* a number of seconds, possibly with a fraction; double */
    OPTION_THRESHOLD,   /* a number of at least 2; uint64_t */
    OPTION_FORMAT,      /* the name of a format of the report; const struct report_format * */
    OPTION_LIMIT,       /* the name of a site that limits a ticket; enum report_limit */
    OPTION_COLOUR,      /* auto, always or never; enum colour_choice */
    OPTION_DIALECT,     /* postgresql or sqlite; enum sql_dialect */
    OPTION_FAIL_ON,     /* any or confirmed; enum fail_on */
    OPTION_SOURCE_ROOT, /* a folder, several times; struct report_options */
    OPTION_PATH_MAP,    /* FROM=TO, several times; struct report_options */
};

enum { MOST_TEXTS = 64 };

struct text_list {
    const char *texts[MOST_TEXTS]; /* of the command line */
    size_t count;
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
    bool stops_at_operand; /* stop at the first operand: what follows belongs to another command */
};

/*
 * Reads the options of argv[1] and following; `-h` and `--help` are known everywhere. Returns true where the
 * subcommand is to go on, with the operands from argv[*first_operand] on: argv is reordered. False where it
 * is to end with `*status`: help was printed, or an option was wrong, which was said.
 */
bool options_read(const struct command_line *line, int argc, char **argv, int *first_operand, int *status);

#endif
