/* loopline run [options] -- command: records a command and all that it starts, and reports on them together.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ending.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/run_child.h"
#include "cli/shim_path.h"
#include "cli/terminal.h"
#include "report/deliver.h"

static const char help[] =
    "Usage: loopline run [OPTION...] [--] COMMAND [ARGUMENT...]\n"
    "\n"
    "Runs a command under the shim and reports on it and all processes that it started, as one.\n"
    "\n"
    "  -o, --output PREFIX       write PREFIX.txt (.json, … by --format) instead of to standard error; a "
    "name\n"
    "                            that ends so already is the file\n"
    "  -f, --format NAME[,NAME]  text (the default), or any format of `loopline report`; more than one "
    "needs\n"
    "                            --output\n"
    "  -a, --all                 show what is otherwise folded or left out: all loops, sites and frames\n"
    "      --limit SITE          in markdown and jira: as many whole loops as github, gitlab or jira takes\n"
    "      --path-map FROM=TO    source files below FROM are below TO here; may be repeated\n"
    "      --source-root DIR     show lines of any file below DIR, not only of source; may be repeated\n"
    "      --color WHEN          auto (the default: on a terminal, unless NO_COLOR is set), always or never\n"
    "  -t, --threshold N         report loops of at least N statements (default 5)\n"
    "      --fail-on WHAT        end with status 1 where the command succeeded but the report has loops: "
    "any,\n"
    "                            or only those whose proof is confirmed\n"
    "  -k, --keep                keep the captures, for `loopline report`, and say where they are\n"
    "  -h, --help                this text\n"
    "\n"
    "Ctrl-C ends the command and still reports.\n"
    "\n"
    "Exit status: the command's. With --fail-on, where the command succeeded: 1 there are such loops, 3 "
    "nothing "
    "was\n"
    "recorded, 4 there is no report. Where the command was not run: 2 wrong usage; 4 it could not be "
    "recorded; "
    "126,\n"
    "127 it could not be run, or was not found.\n";

struct run_options {
    const char *output; /* prefix of the report's files; NULL: standard error */
    size_t stem_bytes;  /* of that: without the suffix of one of the formats */
    const char *formats;
    size_t format_count;
    struct report_options report;
    struct report_style style;
    enum colour_choice colour;
    enum fail_on fail_on;
    bool keep;
    char **command;
};

__attribute__((format(printf, 1, 2))) static char *text_of(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text_of(format, arguments);
    va_end(arguments);
    return text;
}

/* ---- Options ------------------------------------------------------------------------------------------ */

/* Calls `visit` for each of the formats, until it returns false; false then, and for an unknown name. */
static bool each_format(const char *names, bool (*visit)(const struct report_format *format, void *context),
                        void *context) {
    for (;;) {
        const size_t length = strcspn(names, ",");
        const struct report_format *format = report_format_find(names, length);
        if (!format) {
            report_say_unknown_format("loopline run: --format", names, length);
            return false;
        }
        if (!visit(format, context))
            return false;
        if (!names[length])
            return true;
        names += length + 1;
    }
}

static bool ends_in_suffix(const char *name, const char *suffix) {
    const size_t bytes = strlen(name);
    const size_t suffix_bytes = strlen(suffix);
    return bytes > suffix_bytes + 1 && name[bytes - suffix_bytes - 1] == '.' && text_ends_in(name, suffix);
}

static bool look_at_format(const struct report_format *format, void *context) {
    struct run_options *options = context;
    options->format_count++;
    if (options->output && ends_in_suffix(options->output, format->suffix)) {
        const size_t stem_bytes = strlen(options->output) - strlen(format->suffix) - 1;
        options->stem_bytes = stem_bytes < options->stem_bytes ? stem_bytes : options->stem_bytes;
    }
    return true;
}

static bool check_formats(struct run_options *options) {
    options->stem_bytes = options->output ? strlen(options->output) : 0;
    if (!each_format(options->formats, look_at_format, options))
        return false;
    if (options->format_count == 1 || options->output)
        return true;
    fputs("loopline run: --format: more than one format needs --output PREFIX\n", stderr);
    return false;
}

/* False where the subcommand is to end with `*status`. */
static bool parse(int argc, char **argv, struct run_options *options, int *status) {
    const struct option_row rows[] = {
        {"output", 'o', OPTION_TEXT, &options->output},
        {"format", 'f', OPTION_TEXT, &options->formats},
        {"threshold", 't', OPTION_THRESHOLD, &options->report.threshold},
        {"all", 'a', OPTION_FLAG, &options->style.all},
        {"limit", 0, OPTION_LIMIT, &options->style.limit},
        {"path-map", 0, OPTION_PATH_MAP, &options->report},
        {"source-root", 0, OPTION_SOURCE_ROOT, &options->report},
        {"color", 0, OPTION_COLOUR, &options->colour},
        {"fail-on", 0, OPTION_FAIL_ON, &options->fail_on},
        {"keep", 'k', OPTION_FLAG, &options->keep},
        {0},
    };
    const struct command_line line = {"loopline run", help, rows, true};
    int first;
    if (!options_read(&line, argc, argv, &first, status))
        return false;
    *status = EXIT_USAGE;
    options->command = argv + first;
    if (*options->command)
        return check_formats(options);
    fputs("loopline run: no command given; name the program to run after `--`\n", stderr);
    return false;
}

/* ---- The directory of the captures -------------------------------------------------------------------- */

/* A fresh directory that only its owner may enter; freed by the caller. NULL, said, where none can be made.
 */
static char *make_directory(void) {
    const char *temporary = getenv("TMPDIR");
    char *directory = text_of("%s/loopline-run-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (mkdtemp(directory))
        return directory;
    fprintf(stderr, "loopline run: %s: %s; set TMPDIR to a writable directory\n", directory, strerror(errno));
    free(directory);
    return NULL;
}

static void remove_directory(const char *directory) {
    DIR *stream = opendir(directory);
    const struct dirent *entry;
    while (stream && (entry = readdir(stream)))
        unlinkat(dirfd(stream), entry->d_name, 0); /* fails for . and .. alone: there is nothing else */
    if (stream)
        closedir(stream);
    rmdir(directory);
}

static bool has_captures(const char *directory) {
    bool found = false;
    DIR *stream = opendir(directory);
    const struct dirent *entry;
    while (stream && !found && (entry = readdir(stream))) {
        const char *suffix = strrchr(entry->d_name, '.');
        found = suffix && strcmp(suffix, ".capture") == 0;
    }
    if (stream)
        closedir(stream);
    return found;
}

/* ---- The report --------------------------------------------------------------------------------------- */

struct output {
    const struct report *report;
    const struct run_options *options;
    bool has_summary; /* the one line about the report has been said */
};

/* Freed by the caller. A name given for one format may end in the last part of its suffix alone: what GitLab
   takes is "code-quality.json" here, and gl-code-quality-report.json there. */
static char *path_of(const struct run_options *options, const struct report_format *format) {
    const char *last_part = strrchr(format->suffix, '.');
    if (options->format_count == 1 &&
        ends_in_suffix(options->output, last_part ? last_part + 1 : format->suffix))
        return text_of("%s", options->output);
    return text_of("%.*s.%s", (int)options->stem_bytes, options->output, format->suffix);
}

static bool write_format(const struct report_format *format, void *context) {
    struct output *output = context;
    struct report_style style = output->options->style;
    if (!output->options->output) {
        terminal_fill_style(stderr, output->options->colour, &style);
        format->write(output->report, &style, stderr);
        return true;
    }
    char *path = path_of(output->options, format);
    const bool is_written = report_write(output->report, format, &style, path);
    if (is_written && output->has_summary)
        fprintf(stderr, "loopline: also in %s\n", path);
    else if (is_written)
        report_say_summary(output->report, path);
    output->has_summary |= is_written;
    free(path);
    return is_written;
}

static bool is_failure(const struct report *report, enum fail_on fail_on) {
    if (fail_on == FAIL_ON_CONFIRMED) {
        for (size_t i = 0; i < report->finding_count; i++) {
            if (strcmp(report->findings[i]->confidence, "confirmed") == 0)
                return true;
        }
    }
    return fail_on == FAIL_ON_ANY && report->finding_count;
}

/* Returns what the report says, for --fail-on. */
static int write_report(const struct run_options *options, const char *directory) {
    struct report_options of_report = options->report;
    progress_begin(&of_report);
    struct report *report = report_new(&directory, 1, &of_report);
    progress_end();
    struct output output = {.report = report, .options = options};
    report_say_problems(report);
    if (report->is_readable)
        each_format(options->formats, write_format, &output);
    const bool fails = is_failure(report, options->fail_on);
    const int status = command_status_of(report);
    report_free(report);
    return fails ? EXIT_NO : status;
}

static int report_on(const struct run_options *options, const char *directory) {
    int status = EXIT_NOTHING;
    if (has_captures(directory))
        status = write_report(options, directory);
    else
        fprintf(stderr, "loopline run: Loopline saw no statement; to find out why, run: loopline doctor %s\n",
                options->command[0]);
    if (options->keep)
        fprintf(stderr, "loopline run: the captures are in %s\n", directory);
    return status;
}

/* ---- The command -------------------------------------------------------------------------------------- */

/* The shim in front of what is preloaded already; freed by the caller. NULL, said, where it cannot be. */
static char *make_preload(void) {
    char *shim = shim_path();
    if (!shim) {
        fputs("loopline run: libloopline.so is neither beside this program nor in ../lib/loopline; install "
              "both\n",
              stderr);
        return NULL;
    }
    if (strpbrk(shim, ": ")) {
        fprintf(stderr,
                "loopline run: %s: LD_PRELOAD cannot name a path with a space or a colon; move the file\n",
                shim);
        free(shim);
        return NULL;
    }
    const char *others = getenv("LD_PRELOAD");
    char *preload = text_of("%s%s%s", shim, others && *others ? ":" : "", others ? others : "");
    free(shim);
    return preload;
}

/* `directory`/%e-%p, with what stands for itself in the directory's name doubled; freed by the caller. */
static char *make_pattern(const char *directory) {
    char *pattern = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&pattern, &bytes);
    if (!stream)
        end_out_of_memory();
    for (; *directory; directory++)
        fputs(*directory == '%' ? "%%" : (const char[]){*directory, '\0'}, stream);
    fputs("/%e-%p", stream);
    if (fclose(stream) != 0)
        end_out_of_memory();
    return pattern;
}

static char *make_run_id(void) {
    uint64_t number = 0;
    while (number == 0 && getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = 0; /* interrupted; 0 would mean no run */
    return text_of("%016llx", (unsigned long long)number);
}

static int record(const struct run_options *options, const char *preload, const char *directory,
                  int *wait_status) {
    char *pattern = make_pattern(directory);
    char *run_id = make_run_id();
    const struct run_variable variables[] = {
        {"LD_PRELOAD", preload},  {"LOOPLINE_OUT", pattern}, {"LOOPLINE_RUN", run_id},
        {"LOOPLINE_REPORT", "0"}, {"LOOPLINE", NULL},        {NULL, NULL},
    };
    const int error = run_child(options->command, variables, wait_status);
    free(run_id);
    free(pattern);
    return error;
}

/* What runs a file, by how its name ends. */
static const char *interpreter_of(const char *file) {
    static const struct {
        const char *ending, *interpreter;
    } known[] = {{".py", "python3"}, {".rb", "ruby"}, {".php", "php"}, {".pl", "perl"}, {".sh", "sh"}};
    const char *ending = strrchr(file, '.');
    for (size_t i = 0; ending && i < sizeof known / sizeof *known; i++)
        if (strcmp(ending, known[i].ending) == 0)
            return known[i].interpreter;
    return "INTERPRETER";
}

/* Why the command was not run, and what a user can do about it, as far as the file tells. */
static void say_not_run(const char *command, int error) {
    struct stat status;
    const bool is_file = stat(command, &status) == 0 && S_ISREG(status.st_mode);
    fprintf(stderr, "loopline run: %s: %s", command, strerror(error));
    if (is_file && error == EACCES)
        fprintf(stderr, "; make it executable, or name its interpreter: loopline run -- %s %s",
                interpreter_of(command), command);
    else if (is_file && error == ENOENT && !strchr(command, '/'))
        fprintf(stderr, " in PATH; write ./%s, or name its interpreter: loopline run -- %s %s", command,
                interpreter_of(command), command);
    else if (is_file && error == ENOENT)
        fputs("; the interpreter that it needs is missing", stderr);
    fputc('\n', stderr);
}

static int run_in(const struct run_options *options, const char *preload, const char *directory) {
    int wait_status = 0;
    const int error = record(options, preload, directory, &wait_status);
    if (error) {
        say_not_run(options->command[0], error);
        remove_directory(directory);
        return error == ENOENT ? 127 : 126;
    }
    const int verdict = report_on(options, directory);
    if (!options->keep)
        remove_directory(directory);
    const int status = run_child_end_alike(wait_status);
    return status == EXIT_DONE && options->fail_on ? verdict : status;
}

int command_run(int argc, char **argv) {
    struct run_options options = {.formats = "text", .report = report_options_from_environment()};
    int status;
    if (!parse(argc, argv, &options, &status))
        return status;
    status = EXIT_FAULT;
    char *preload = make_preload();
    char *directory = preload ? make_directory() : NULL;
    if (directory)
        status = run_in(&options, preload, directory);
    free(directory);
    free(preload);
    return status;
}
