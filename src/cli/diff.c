/* loopline diff BEFORE AFTER: did the fix work? */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "report/deliver.h"
#include "report/diff.h"

static const char help[] =
    "Usage: loopline diff [OPTION...] BEFORE AFTER\n"
    "\n"
    "Compares two runs of a program: which loops are new, worse, the same, better, gone. BEFORE and AFTER "
    "are\n"
    "captures, or directories of them. A loop stays the same as long as its functions and statements do;\n"
    "lines may move. It is worse if it runs a statement over a tenth more often in one go.\n"
    "\n"
    "  -f, --format FORMAT  text (the default), markdown, html, json; any other format of `loopline report`\n"
    "                       (sarif, code-quality, junit, jira, ...) has the loops that are new or worse\n"
    "  -o, --output FILE    write to FILE instead of standard output\n"
    "      --limit SITE     in markdown and jira: as many whole loops as github, gitlab or jira takes\n"
    "      --path-map FROM=TO\n"
    "                       source files below FROM (in a container) are below TO here; may be repeated\n"
    "  -t, --threshold N    least executions in one loop that make a finding (default 5)\n"
    "      --color WHEN     auto (the default), always or never\n"
    "  -h, --help           this text\n"
    "\n"
    "Exit status: 0 nothing is new or worse; 1 something is; 2 wrong usage; 3 a run recorded no statement;\n"
    "4 a capture could not be read, or the comparison could not be written.\n";

struct request {
    struct report_options options;
    const struct diff_format *format;
    const struct report_format *report_format; /* where `format` is NULL */
    struct report_style style;
    enum colour_choice colour;
    const char *output;
};

static bool find_format(const char *name, struct request *request) {
    const struct diff_format *format = diff_formats;
    while (format->name && strcmp(format->name, name) != 0)
        format++;
    request->format = format->name ? format : NULL;
    request->report_format = report_format_find(name, strlen(name));
    if (!request->format && !request->report_format)
        fprintf(
            stderr,
            "loopline diff: --format: '%s' must be text, markdown, html, json or another format of `loopline "
            "report`\n",
            name);
    return request->format || request->report_format;
}

static struct report *read_report(const char *path, const struct request *request, int *status) {
    struct report *report = report_new(&path, 1, &request->options);
    report_say_problems(report);
    if (!report->is_readable)
        *status = command_status_of(report);
    else if (!report->statements && *status == EXIT_DONE) {
        fprintf(stderr, "loopline diff: %s: no statement was recorded\n", path);
        *status = EXIT_NOTHING;
    }
    return report;
}

struct writing {
    const struct comparison *comparison;
    const struct request *request;
};

static bool write_to(void *context, FILE *file) {
    const struct writing *writing = context;
    struct report_style style = writing->request->style;
    terminal_fill_style(file, writing->request->colour, &style);
    if (writing->request->format)
        writing->request->format->write(writing->comparison, &style, file);
    else
        writing->request->report_format->write(writing->comparison->after, &style, file);
    return true;
}

static int write_comparison(const struct comparison *comparison, const struct request *request) {
    struct writing writing = {comparison, request};
    if (!deliver(&(struct delivery){"comparison", write_to, &writing}, request->output))
        return EXIT_FAULT;
    return comparison->of_fate[LOOP_NEW] || comparison->of_fate[LOOP_WORSE] ? EXIT_NO : EXIT_DONE;
}

static int compare(char *const *paths, const struct request *request) {
    struct pool pool = {0};
    int status = EXIT_DONE;
    struct report *before = read_report(paths[0], request, &status);
    struct report *after = read_report(paths[1], request, &status);
    if (status == EXIT_DONE) {
        const struct comparison comparison = compare_reports(&pool, before, after);
        if (!request->format)
            comparison_keep_new_and_worse(&comparison, after);
        status = write_comparison(&comparison, request);
    }
    report_free(after);
    report_free(before);
    pool_free(&pool);
    return status;
}

int command_diff(int argc, char **argv) {
    const char *format = "text";
    struct request request = {.options = report_options_from_environment()};
    const struct option_row rows[] = {
        {"format", 'f', OPTION_TEXT, &format},
        {"output", 'o', OPTION_TEXT, &request.output},
        {"path-map", 0, OPTION_PATH_MAP, &request.options},
        {"limit", 0, OPTION_LIMIT, &request.style.limit},
        {"threshold", 't', OPTION_THRESHOLD, &request.options.threshold},
        {"color", 0, OPTION_COLOUR, &request.colour},
        {0},
    };
    const struct command_line line = {"loopline diff", help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (!find_format(format, &request))
        return EXIT_USAGE;
    if (argc - first == 2)
        return compare(argv + first, &request);
    fputs("loopline diff: two runs are compared: loopline diff BEFORE AFTER\n", stderr);
    return EXIT_USAGE;
}
