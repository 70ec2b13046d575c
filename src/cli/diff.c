/* loopline diff BEFORE AFTER: did the fix work? */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/terminal.h"
#include "report/deliver.h"
#include "report/diff.h"

static const char help[] =
    "Usage: loopline diff [OPTION...] BEFORE AFTER\n"
    "\n"
    "Compares two runs of a program: which loops are new, worse, the same, better, gone. BEFORE and AFTER "
    "are\n"
    "captures, or directories of them. A loop is the same one as long as its functions and statements are;\n"
    "lines may move. It is worse where it runs a statement by more than a tenth more often in one go.\n"
    "\n"
    "  -f, --format FORMAT  text (the default), markdown or json\n"
    "  -o, --output FILE    write to FILE instead of standard output\n"
    "  -t, --threshold N    least executions in one loop that make a finding (default 5)\n"
    "      --color WHEN     auto (the default), always or never\n"
    "  -h, --help           this text\n"
    "\n"
    "Exit status: 0 nothing is new or worse; 1 something is; 2 wrong usage; 3 a run recorded no statement;\n"
    "4 a capture could not be read, or the comparison not be written.\n";

struct request {
    struct report_options options;
    const struct diff_format *format;
    enum colour_choice colour;
    const char *output;
};

enum { OPTION_COLOUR = 256 };

static const struct diff_format *find_format(const char *name) {
    for (const struct diff_format *format = diff_formats; format->name; format++) {
        if (strcmp(format->name, name) == 0)
            return format;
    }
    fprintf(stderr, "loopline diff: --format: '%s' must be text, markdown or json\n", name);
    return NULL;
}

/* False where it is wrong, which was said. */
static bool take_option(struct request *request, int option) {
    switch (option) {
    case 'f':
        request->format = find_format(optarg);
        return request->format != NULL;
    case 'o':
        request->output = optarg;
        return true;
    case 't':
        if (report_parse_threshold(optarg, &request->options.threshold))
            return true;
        fprintf(stderr, "loopline diff: --threshold: '%s' must be a number of at least 2\n", optarg);
        return false;
    case OPTION_COLOUR:
        return terminal_parse_colour("loopline diff", optarg, &request->colour);
    default:
        fputs("try `loopline diff --help`\n", stderr);
        return false;
    }
}

static struct report *read_report(const char *path, const struct request *request, int *status) {
    struct report *report = report_new(&path, 1, &request->options);
    report_say_problems(report);
    if (!report->is_readable)
        *status = EXIT_FAULT;
    else if (!report->statements && *status == EXIT_DONE) {
        fprintf(stderr, "loopline diff: %s: no statement was recorded\n", path);
        *status = EXIT_NOTHING;
    }
    return report;
}

static int write_comparison(const struct comparison *comparison, const struct request *request) {
    struct report_style style = {0};
    FILE *output = request->output ? fopen(request->output, "we") : stdout;
    if (!output) {
        fprintf(stderr, "loopline diff: %s: %s\n", request->output, strerror(errno));
        return EXIT_FAULT;
    }
    terminal_fill_style(output, request->colour, &style);
    request->format->write(comparison, &style, output);
    const bool failed = fflush(output) != 0 || ferror(output);
    if (request->output)
        fclose(output);
    if (failed) {
        fprintf(stderr, "loopline diff: the comparison could not be written: %s\n", strerror(errno));
        return EXIT_FAULT;
    }
    return comparison->of_fate[LOOP_NEW] || comparison->of_fate[LOOP_WORSE] ? EXIT_NO : EXIT_DONE;
}

static int compare(char *const *paths, const struct request *request) {
    struct pool pool = {0};
    int status = EXIT_DONE;
    struct report *before = read_report(paths[0], request, &status);
    struct report *after = read_report(paths[1], request, &status);
    if (status == EXIT_DONE) {
        const struct comparison comparison = compare_reports(&pool, before, after);
        status = write_comparison(&comparison, request);
    }
    report_free(after);
    report_free(before);
    pool_free(&pool);
    return status;
}

int command_diff(int argc, char **argv) {
    static char name[] = "loopline diff"; /* what getopt_long's own messages begin with */
    static const struct option names[] = {
        {"format", required_argument, NULL, 'f'},
        {"output", required_argument, NULL, 'o'},
        {"threshold", required_argument, NULL, 't'},
        {"color", required_argument, NULL, OPTION_COLOUR},
        {"colour", required_argument, NULL, OPTION_COLOUR},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    struct request request = {.options = report_options_from_environment(), .format = diff_formats};
    argv[0] = name;
    optind = 0; /* glibc: start over, whatever was parsed before */
    int option;
    while ((option = getopt_long(argc, argv, "f:o:t:h", names, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
        }
        if (!take_option(&request, option))
            return EXIT_UNUSABLE;
    }
    if (argc - optind == 2)
        return compare(argv + optind, &request);
    fputs("loopline diff: two runs are compared: loopline diff BEFORE AFTER\n", stderr);
    return EXIT_UNUSABLE;
}
