#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "report/deliver.h"

static const char help[] =
    "Usage: loopline report [OPTION...] CAPTURE|DIRECTORY...\n"
    "\n"
    "Reports on captures, which LD_PRELOAD=libloopline.so or `loopline run` left behind; those of processes\n"
    "that are still running as well. Several captures make one report. Of a directory, it takes all files\n"
    "named *.capture.\n"
    "\n"
    "  -f, --format FORMAT  text (the default), json, markdown, jira, html, sarif, code-quality, junit,\n"
    "                       folded, speedscope, ndjson, openmetrics, otlp\n"
    "  -o, --output FILE    write to FILE instead of standard output\n"
    "  -a, --all            show what is otherwise folded or left out: all loops, sites and frames\n"
    "      --path-map FROM=TO\n"
    "                       source files below FROM (in a container) are below TO here; may be repeated\n"
    "      --source-root DIR\n"
    "                       show lines of any file below DIR; else only of what is named like source and can "
    "be\n"
    "                       read by whoever owns the capture; may be repeated\n"
    "      --limit SITE     in markdown and jira: as many whole loops as github, gitlab or jira takes\n"
    "      --color WHEN     auto (the default: on a terminal, unless NO_COLOR is set), always or never\n"
    "  -t, --threshold N    least executions in one loop that make a finding (default 5, or\n"
    "                       LOOPLINE_THRESHOLD)\n"
    "  -h, --help           this text\n"
    "\n"
    "LOOPLINE_APP=PREFIX:PREFIX says which source files or modules are the application's own. The default\n"
    "is the program, and whatever lies outside the system's library directories.\n"
    "\n"
    "Exit status: 0 reported, findings or not; 2 wrong usage; 3 there is no capture: nothing was recorded; 4 "
    "no\n"
    "capture could be read, or the report could not be written.\n";

static const char export_help[] =
    "Usage: loopline export [OPTION...] CAPTURE|DIRECTORY...\n"
    "\n"
    "Writes the loops of captures for a store that many machines share. A file is replaced when the new one\n"
    "is whole.\n"
    "\n"
    "  -f, --format FORMAT  ndjson (the default), openmetrics, otlp\n"
    "  -o, --output FILE    write to FILE instead of standard output\n"
    "      --path-map FROM=TO\n"
    "                       source files below FROM (in a container) are below TO here; may be repeated\n"
    "  -t, --threshold N    least executions in one loop that make a finding (default 5, or\n"
    "                       LOOPLINE_THRESHOLD)\n"
    "  -h, --help           this text\n"
    "\n"
    "ndjson: a line for each statement that a loop repeats. openmetrics: for the text files that an "
    "exporter\n"
    "of Prometheus collects. otlp: a line for each request to an OpenTelemetry Collector: resourceLogs for\n"
    "/v1/logs, resourceMetrics for /v1/metrics. The service is that of OTEL_SERVICE_NAME or\n"
    "OTEL_RESOURCE_ATTRIBUTES in this command's environment, or else the program's name.\n"
    "\n"
    "Exit status: 0 written; 2 wrong usage; 3 there is no capture: nothing was recorded; 4 no capture could "
    "be\n"
    "read, or the file could not be written.\n";

/* What the call asks for. The last three belong to the report at a process's exit, which the library asks
   for: `--at-exit PREFIX --formats LIST --stderr line|full|none CAPTURE`. */
struct request {
    struct report_options options;
    const struct report_format *format;
    struct report_style style;
    enum colour_choice colour;
    const char *output;
    const char *at_exit_prefix;
    const char *formats;
    const char *detail;
};

static int write_out(const struct report *report, const struct request *request) {
    struct report_style style = request->style;
    report_say_problems(report);
    if (!report->is_readable)
        return command_status_of(report);
    if (!request->output)
        terminal_fill_style(stdout, request->colour, &style);
    return report_write(report, request->format, &style, request->output) ? EXIT_DONE : EXIT_FAULT;
}

static int deliver_at_exit(const struct report *report, const struct request *request) {
    const bool quiet = strcmp(request->detail, "none") == 0;
    if (!quiet)
        report_say_problems(report);
    if (!report->is_readable)
        return EXIT_FAULT;
    char path[PATH_MAX];
    const bool written =
        report_write_files(report, request->at_exit_prefix, request->formats, quiet, path, sizeof(path));
    if (quiet)
        return written ? EXIT_DONE : EXIT_FAULT;
    if (strcmp(request->detail, "full") == 0 && isatty(STDERR_FILENO)) {
        struct report_style style = {0};
        terminal_fill_style(stderr, COLOUR_AUTO, &style);
        write_text_report(report, &style, stderr);
    }
    report_say_summary(report, path);
    return written ? EXIT_DONE : EXIT_FAULT;
}

static int run(const struct command_line *words, const struct report_format *format, int argc, char **argv) {
    struct request request = {
        .options = report_options_from_environment(),
        .format = format,
        .formats = "text",
        .detail = "line",
    };
    const struct option_row rows[] = {
        {"format", 'f', OPTION_FORMAT, &request.format},
        {"output", 'o', OPTION_TEXT, &request.output},
        {"all", 'a', OPTION_FLAG, &request.style.all},
        {"path-map", 0, OPTION_PATH_MAP, &request.options},
        {"source-root", 0, OPTION_SOURCE_ROOT, &request.options},
        {"limit", 0, OPTION_LIMIT, &request.style.limit},
        {"color", 0, OPTION_COLOUR, &request.colour},
        {"threshold", 't', OPTION_THRESHOLD, &request.options.threshold},
        {"at-exit", 0, OPTION_TEXT, &request.at_exit_prefix},
        {"formats", 0, OPTION_TEXT, &request.formats},
        {"stderr", 0, OPTION_TEXT, &request.detail},
        {0},
    };
    const struct command_line line = {words->command, words->help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (first == argc) {
        fprintf(stderr, "%s: no capture given; name .capture files, or directories that hold them\n",
                words->command);
        return EXIT_USAGE;
    }
    if (!request.at_exit_prefix)
        progress_begin(&request.options);
    struct report *report =
        report_new((const char *const *)argv + first, (size_t)(argc - first), &request.options);
    progress_end();
    status = request.at_exit_prefix ? deliver_at_exit(report, &request) : write_out(report, &request);
    report_free(report);
    return status;
}

int command_report(int argc, char **argv) {
    const struct command_line words = {.command = "loopline report", .help = help};
    return run(&words, &report_formats[0], argc, argv);
}

int command_export(int argc, char **argv) {
    const struct command_line words = {.command = "loopline export", .help = export_help};
    return run(&words, report_format_find("ndjson", strlen("ndjson")), argc, argv);
}
