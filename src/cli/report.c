#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/terminal.h"
#include "report/deliver.h"

static const char help[] =
    "Usage: loopline report [OPTION...] CAPTURE|DIRECTORY...\n"
    "\n"
    "Reports on captures, which LD_PRELOAD=libloopline.so or `loopline run` left behind; those of processes\n"
    "that are still running as well. Several captures make one report. Of a directory all files named\n"
    "*.capture are taken.\n"
    "\n"
    "  -f, --format FORMAT  text (the default), json, markdown, jira, html, sarif, code-quality, junit,\n"
    "                       folded, speedscope\n"
    "  -o, --output FILE    write to FILE instead of standard output\n"
    "  -a, --all            show what is otherwise folded or left out: all loops, sites and frames\n"
    "      --path-map FROM=TO\n"
    "                       source files below FROM (in a container) are below TO here; may be repeated\n"
    "      --limit SITE     of markdown and jira: whole loops up to what github, gitlab or jira takes\n"
    "      --color WHEN     auto (the default: on a terminal, unless NO_COLOR is set), always or never\n"
    "  -t, --threshold N    least executions in one loop that make a finding (default 5, or\n"
    "                       LOOPLINE_THRESHOLD)\n"
    "  -h, --help           this text\n"
    "\n"
    "LOOPLINE_APP=PREFIX:PREFIX says which source files or modules are the application's own; by default\n"
    "the program and what lies outside the system's library directories.\n"
    "\n"
    "Exit status: 0 reported, findings or not; 2 no capture could be read, or the report not be written.\n";

enum { MOST_PATH_MAPS = 64 };

/* What the call asks for. The last three belong to the report at a process's exit, which the library asks
   for: `--at-exit PREFIX --formats LIST --stderr line|full|none CAPTURE`. */
struct request {
    struct report_options options;
    const struct report_format *format;
    struct report_style style;
    const char *path_maps[MOST_PATH_MAPS];
    enum colour_choice colour;
    const char *output;
    const char *at_exit_prefix;
    const char *formats;
    const char *detail;
};

enum parsed { PARSED, PARSED_HELP, PARSED_WRONG };

enum { OPTION_AT_EXIT = 256, OPTION_FORMATS, OPTION_STDERR, OPTION_COLOUR, OPTION_LIMIT, OPTION_PATH_MAP };

static const struct option long_options[] = {
    {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"all", no_argument, NULL, 'a'},
    {"path-map", required_argument, NULL, OPTION_PATH_MAP},
    {"limit", required_argument, NULL, OPTION_LIMIT},
    {"color", required_argument, NULL, OPTION_COLOUR},
    {"colour", required_argument, NULL, OPTION_COLOUR},
    {"threshold", required_argument, NULL, 't'},
    {"help", no_argument, NULL, 'h'},
    {"at-exit", required_argument, NULL, OPTION_AT_EXIT},
    {"formats", required_argument, NULL, OPTION_FORMATS},
    {"stderr", required_argument, NULL, OPTION_STDERR},
    {NULL, 0, NULL, 0},
};

static enum parsed parse_format(struct request *request, const char *name) {
    request->format = report_format_find(name, strlen(name));
    if (request->format)
        return PARSED;
    report_say_unknown_format("loopline report: --format", name, strlen(name));
    return PARSED_WRONG;
}

static enum parsed parse_path_map(struct request *request, const char *map) {
    if (!report_is_path_map(map) || request->options.path_map_count == MOST_PATH_MAPS) {
        fprintf(stderr, "loopline report: --path-map: '%s' must be FROM=TO, and given %d times at most\n",
                map, MOST_PATH_MAPS);
        return PARSED_WRONG;
    }
    request->path_maps[request->options.path_map_count++] = map;
    request->options.path_maps = request->path_maps;
    return PARSED;
}

static enum parsed parse_limit(struct request *request, const char *name) {
    static const char *const names[] = {
        [REPORT_LIMIT_GITHUB] = "github", [REPORT_LIMIT_GITLAB] = "gitlab", [REPORT_LIMIT_JIRA] = "jira"};
    for (size_t i = REPORT_LIMIT_GITHUB; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(names[i], name) == 0) {
            request->style.limit = (enum report_limit)i;
            return PARSED;
        }
    }
    fprintf(stderr, "loopline report: --limit: '%s' must be github, gitlab or jira\n", name);
    return PARSED_WRONG;
}

static enum parsed parse_option(struct request *request, int option) {
    switch (option) {
    case 'f':
        return parse_format(request, optarg);
    case 'o':
        request->output = optarg;
        return PARSED;
    case 'a':
        request->style.all = true;
        return PARSED;
    case OPTION_COLOUR:
        return terminal_parse_colour("loopline report", optarg, &request->colour) ? PARSED : PARSED_WRONG;
    case 't':
        if (report_parse_threshold(optarg, &request->options.threshold))
            return PARSED;
        fprintf(stderr, "loopline report: --threshold: '%s' must be a number of at least 2\n", optarg);
        return PARSED_WRONG;
    case OPTION_PATH_MAP:
        return parse_path_map(request, optarg);
    case OPTION_LIMIT:
        return parse_limit(request, optarg);
    case OPTION_AT_EXIT:
        request->at_exit_prefix = optarg;
        return PARSED;
    case OPTION_FORMATS:
        request->formats = optarg;
        return PARSED;
    case OPTION_STDERR:
        request->detail = optarg;
        return PARSED;
    case 'h':
        return PARSED_HELP;
    default:
        fputs("try `loopline report --help`\n", stderr);
        return PARSED_WRONG;
    }
}

static enum parsed parse(int argc, char **argv, struct request *request) {
    static char name[] = "loopline report"; /* what getopt_long's own messages begin with */
    *request = (struct request){
        .options = report_options_from_environment(),
        .format = &report_formats[0],
        .formats = "text",
        .detail = "line",
    };
    argv[0] = name;
    optind = 0; /* glibc: start over, whatever was parsed before */
    int option;
    while ((option = getopt_long(argc, argv, "f:o:at:h", long_options, NULL)) != -1) {
        const enum parsed parsed = parse_option(request, option);
        if (parsed != PARSED)
            return parsed;
    }
    if (optind < argc)
        return PARSED;
    fputs("loopline report: no capture given; name .capture files, or directories that hold them\n", stderr);
    return PARSED_WRONG;
}

static int deliver(const struct report *report, const struct request *request) {
    struct report_style style = request->style;
    report_say_problems(report);
    if (!report->is_readable)
        return EXIT_UNUSABLE;
    if (!request->output)
        terminal_fill_style(stdout, request->colour, &style);
    return report_write(report, request->format, &style, request->output) ? EXIT_DONE : EXIT_UNUSABLE;
}

static int deliver_at_exit(const struct report *report, const struct request *request) {
    const bool quiet = strcmp(request->detail, "none") == 0;
    if (!quiet)
        report_say_problems(report);
    if (!report->is_readable)
        return EXIT_UNUSABLE;
    char path[PATH_MAX];
    const bool written =
        report_write_files(report, request->at_exit_prefix, request->formats, quiet, path, sizeof(path));
    if (quiet)
        return written ? EXIT_DONE : EXIT_UNUSABLE;
    if (strcmp(request->detail, "full") == 0 && isatty(STDERR_FILENO)) {
        struct report_style style = {0};
        terminal_fill_style(stderr, COLOUR_AUTO, &style);
        write_text_report(report, &style, stderr);
    }
    report_say_summary(report, path);
    return written ? EXIT_DONE : EXIT_UNUSABLE;
}

int command_report(int argc, char **argv) {
    struct request request;
    switch (parse(argc, argv, &request)) {
    case PARSED_HELP:
        fputs(help, stdout);
        return fflush(stdout) == 0 ? EXIT_DONE : EXIT_UNUSABLE;
    case PARSED_WRONG:
        return EXIT_UNUSABLE;
    case PARSED:
        break;
    }
    struct report *report =
        report_new((const char *const *)argv + optind, (size_t)(argc - optind), &request.options);
    const int status = request.at_exit_prefix ? deliver_at_exit(report, &request) : deliver(report, &request);
    report_free(report);
    return status;
}
