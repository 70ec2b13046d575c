/* loopline merge: one file for the captures of many processes and machines. */
#include <inttypes.h>
#include <stdio.h>

#include "bundle/writer.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "report/deliver.h"

static const char help[] =
    "Usage: loopline merge [OPTION...] -o FILE CAPTURE|DIRECTORY...\n"
    "\n"
    "Makes one file of captures of many processes and machines. It holds what is needed to report on them\n"
    "anywhere: functions and lines of the programs that are here, and the source lines of their loops. All\n"
    "commands that read captures read it: report, diff, check, export, and merge itself. So merge on each\n"
    "machine, then merge the results.\n"
    "\n"
    "  -o, --output FILE    the file to write; name it FILE.loopline for directories to be searched for it\n"
    "      --path-map FROM=TO\n"
    "                       source files below FROM (in a container) are below TO here; may be repeated\n"
    "      --source-root DIR\n"
    "                       keep lines of any file below DIR, not only of what is named like source; may be\n"
    "                       repeated\n"
    "  -h, --help           this text\n"
    "\n"
    "A process that is there twice counts once.\n"
    "\n"
    "Exit status: 0 written; 2 wrong usage; 3 there is no capture: nothing was recorded; 4 no capture could "
    "be\n"
    "read, or the file could not be written.\n";

/* Every loop that any threshold reports keeps its lines. */
enum { LEAST_THRESHOLD = 2 };

struct merge {
    struct report_options options;
    const char *const *paths;
    size_t path_count;
    struct report *report;
};

static bool write_merged(void *context, FILE *file) {
    struct merge *merge = context;
    struct bundle_writer writer = {.file = file};
    merge->options.merge_into = &writer;
    progress_begin(&merge->options);
    merge->report = report_new(merge->paths, merge->path_count, &merge->options);
    progress_end();
    bundle_write_end(&writer);
    return merge->report->is_readable;
}

static int finish(const struct merge *merge, const char *output, bool is_written) {
    const struct report *report = merge->report;
    report_say_problems(report);
    if (!report->is_readable)
        return command_status_of(report);
    if (!is_written)
        return EXIT_FAULT;
    fprintf(stderr, "loopline merge: %zu process%s, %" PRIu64 " statements: %s\n", report->process_count,
            report->process_count == 1 ? "" : "es", report->statements, output);
    return EXIT_DONE;
}

int command_merge(int argc, char **argv) {
    struct merge merge = {.options = report_options_from_environment()};
    const char *output = NULL;
    const struct option_row rows[] = {
        {"output", 'o', OPTION_TEXT, &output},
        {"path-map", 0, OPTION_PATH_MAP, &merge.options},
        {"source-root", 0, OPTION_SOURCE_ROOT, &merge.options},
        {0},
    };
    const struct command_line line = {"loopline merge", help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (!output || first == argc) {
        fputs("loopline merge: name the file to write and what to merge: loopline merge -o FILE "
              "CAPTURE|DIRECTORY...\n",
              stderr);
        return EXIT_USAGE;
    }
    merge.options.threshold = LEAST_THRESHOLD;
    merge.paths = (const char *const *)argv + first;
    merge.path_count = (size_t)(argc - first);
    const bool is_written = deliver(&(struct delivery){"merged file", write_merged, &merge}, output);
    status = finish(&merge, output, is_written);
    report_free(merge.report);
    return status;
}
