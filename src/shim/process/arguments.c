#include "arguments.h"

#include <string.h>
#include <unistd.h>

#include "host/text.h"

static const char option_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char path_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+./";

/*
 * A word that is not in these lists may be a password: it is not shown, however much it looks like an option.
 * Each list is one text with a space around each word.
 */
static const char known_options[] = " address app bind config count cpu database daemon debug delay dry-run "
                                    "env failfast file force format help host "
                                    "input jobs level limit log-level loglevel memory mode module no-input "
                                    "noinput noreload no-reload output parallel "
                                    "port processes production profile quiet reload run seed settings silent "
                                    "size socket test threads timeout timing "
                                    "trace user username verbose verbosity version wait watch workers ";
static const char known_modules[] = " aiohttp alembic celery coverage daphne django fastapi flask gunicorn "
                                    "http.server hypercorn pdb pip pytest "
                                    "timeit trace twisted unittest uvicorn uwsgi venv ";
static const char known_subcommands[] =
    " api backup beat build bulk check clean collectstatic console create daemon db dbshell deploy dev dump "
    "dumpdata "
    "exec export fetch flush help import index info init install list load loaddata makemigrations migrate "
    "reindex "
    "report reset restore routes run runserver sample scan scheduler search seed serve server shell start "
    "stats status "
    "stop sync test update upgrade user users validate version watch web worker ";

/* A word as the lists hold it, found between spaces. */
static bool is_known(const char *list, const char *word, size_t length) {
    for (const char *at = list; (at = strchr(at, ' ')) && at[1]; at++)
        if (strncmp(at + 1, word, length) == 0 && at[1 + length] == ' ' && length > 0)
            return true;
    return false;
}

/* A password or a host's name may look like a path too, but no file is called so. */
static bool is_path(const char *argument) {
    return argument[0] != '-' && argument[strspn(argument, path_characters)] == '\0' &&
           strpbrk(argument, "./") && access(argument, F_OK) == 0;
}

static bool is_short_option(const char *argument) {
    return argument[0] == '-' && argument[1] && !argument[2] &&
           (strchr(option_letters, argument[1]) || argument[1] == '-');
}

static void add_long_option(struct text *text, const char *option) {
    const size_t length = strcspn(option, "=");
    const bool known = is_known(known_options, option + 2, length - 2);
    text_add(text, known ? option : "--?", known ? length : 3);
    text_add_string(text, option[length] ? "=?" : "");
}

/* What may stand in the next argument's place. */
struct expectation {
    bool script;     /* none was seen yet */
    bool subcommand; /* what comes before is the program, its script or module, or a subcommand */
};

static void add_masked(struct text *text, const char *argument, const char *before,
                       struct expectation *expected) {
    const bool module = strcmp(before, "-m") == 0 && is_known(known_modules, argument, strlen(argument));
    const bool script = expected->script && (module || is_path(argument));
    const bool subcommand = expected->subcommand && is_known(known_subcommands, argument, strlen(argument));
    if (is_short_option(argument)) {
        text_add_string(text, argument);
    } else if (strncmp(argument, "--", 2) == 0) {
        add_long_option(text, argument);
    } else {
        expected->script = expected->script && !script && before[0] == '-';
        text_add_string(text, script || subcommand ? argument : "?");
    }
    expected->subcommand = script || subcommand;
}

void arguments_mask(int argc, char **argv, bool all, struct masked_arguments *result) {
    struct expectation expected = {.script = true, .subcommand = true};
    result->count = result->bytes = 0;
    for (int i = 0; i < argc && argv[i]; i++) {
        if (result->bytes >= sizeof result->strings)
            return;
        struct text text =
            text_start(result->strings + result->bytes, sizeof result->strings - result->bytes);
        if (all)
            text_add_string(&text, argv[i]);
        else if (i == 0)
            text_add_string(&text, argv[i][strspn(argv[i], path_characters)] ? "?" : argv[i]);
        else
            add_masked(&text, argv[i], argv[i - 1], &expected);
        if (text.cut)
            return;
        result->bytes += (uint32_t)text.length + 1;
        result->count++;
    }
}
