#include "report/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/escape/text.h"

/* A single execution is no repetition. */
#define LEAST_THRESHOLD 2

/* So many reports with one prefix, and something is wrong with it. */
#define MOST_FILES_OF_A_PREFIX 10000

bool report_parse_threshold(const char *text, uint64_t *threshold) {
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    if (*end || errno || number < LEAST_THRESHOLD)
        return false;
    *threshold = number;
    return true;
}

struct report_options report_options_from_environment(void) {
    struct report_options options = {.application_prefixes = getenv("LOOPLINE_APP")};
    const char *threshold = getenv("LOOPLINE_THRESHOLD");
    if (threshold && *threshold && !report_parse_threshold(threshold, &options.threshold))
        fprintf(stderr, "loopline: LOOPLINE_THRESHOLD must be a number of at least %d; using %d\n",
                LEAST_THRESHOLD, REPORT_DEFAULT_THRESHOLD);
    return options;
}

void report_say_unknown_format(const char *where, const char *name, size_t name_bytes) {
    fprintf(stderr, "%s: there is no format '%.*s'; choose one of ", where, (int)name_bytes, name);
    for (const struct report_format *format = report_formats; format->name; format++)
        fprintf(stderr, "%s%s", format == report_formats ? "" : ", ", format->name);
    fputc('\n', stderr);
}

static void say(const char *text) {
    struct pool pool = {0};
    fprintf(stderr, "loopline: %s\n", escape_text(&pool, text));
    pool_free(&pool);
}

static void say_file_problem(const char *path, const char *what, int error) {
    struct pool pool = {0};
    say(pool_format(&pool, "%s: %s (%s); check the directory and its free space", path, what,
                    strerror(error)));
    pool_free(&pool);
}

void report_say_problems(const struct report *report) {
    for (size_t i = 0; i < report->problem_count; i++)
        fprintf(stderr, "loopline: %s\n", report->problems[i]);
}

/* Closes `file` as well. */
static bool write_and_close(const struct delivery *delivery, FILE *file, const char *path) {
    const bool is_something = delivery->write(delivery->context, file);
    const bool failed = ferror(file) != 0;
    const int error = errno;
    const bool is_closed = fclose(file) == 0;
    if (!is_something || (is_closed && !failed))
        return is_something;
    char problem[64];
    snprintf(problem, sizeof problem, "the %s could not be written", delivery->what);
    say_file_problem(path, problem, failed ? error : errno);
    return false;
}

/* A pipe, a terminal, a link: what is there is written to. */
static bool write_into(const struct delivery *delivery, const char *path) {
    FILE *file = fopen(path, "we");
    if (!file) {
        say_file_problem(path, "cannot create the file", errno);
        return false;
    }
    return write_and_close(delivery, file, path);
}

/* Whoever reads the file, as collectors of metrics do at any time, finds the old one or the whole new one. */
static bool replace_file(const struct delivery *delivery, const char *path) {
    struct pool pool = {0};
    const char *fresh = pool_format(&pool, "%s.new", path);
    FILE *file = fopen(fresh, "we");
    bool is_written;
    if (!file) { /* the folder takes no new file, but the old one may be there */
        is_written = write_into(delivery, path);
    } else if (write_and_close(delivery, file, path)) {
        is_written = rename(fresh, path) == 0;
        if (!is_written)
            say_file_problem(path, "cannot replace the file", errno);
    } else {
        is_written = false;
    }
    if (file && !is_written)
        unlink(fresh);
    pool_free(&pool);
    return is_written;
}

bool deliver(const struct delivery *delivery, const char *path) {
    if (!path) {
        if (!delivery->write(delivery->context, stdout))
            return false;
        if (fflush(stdout) == 0 && !ferror(stdout))
            return true;
        say_file_problem("standard output", "it could not be written", errno);
        return false;
    }
    struct stat status;
    const bool is_special = lstat(path, &status) == 0 && !S_ISREG(status.st_mode);
    return is_special ? write_into(delivery, path) : replace_file(delivery, path);
}

/* ---- reports ----------------------------------------------------------------------------------------------
 */

struct report_writing {
    const struct report *report;
    const struct report_format *format;
    const struct report_style *style;
};

static bool write_report(void *context, FILE *file) {
    const struct report_writing *writing = context;
    writing->format->write(writing->report, writing->style, file);
    return true;
}

bool report_write(const struct report *report, const struct report_format *format,
                  const struct report_style *style, const char *path) {
    struct report_writing writing = {report, format, style};
    return deliver(&(struct delivery){"report", write_report, &writing}, path);
}

/* Returns NULL, with errno set, where no file can be created. */
static FILE *create_file(struct pool *pool, const char *prefix, const char *suffix, const char **path) {
    for (int number = 0; number < MOST_FILES_OF_A_PREFIX; number++) {
        *path = number ? pool_format(pool, "%s-%d.%s", prefix, number, suffix)
                       : pool_format(pool, "%s.%s", prefix, suffix);
        const int file = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file >= 0)
            return fdopen(file, "w");
        if (errno != EEXIST)
            return NULL;
    }
    return NULL;
}

static bool write_file(const struct report *report, const struct report_format *format, const char *prefix,
                       bool quiet, char *first_path, size_t first_path_bytes) {
    struct pool pool = {0};
    const char *path = prefix;
    FILE *file = create_file(&pool, prefix, format->suffix, &path);
    bool written = false;
    struct report_writing writing = {report, format, &(struct report_style){0}};
    if (file)
        written = write_and_close(&(struct delivery){"report", write_report, &writing}, file, path);
    else if (!quiet)
        say_file_problem(path, "cannot create the file", errno);
    if (written && !*first_path)
        snprintf(first_path, first_path_bytes, "%s", path);
    pool_free(&pool);
    return written;
}

bool report_write_files(const struct report *report, const char *prefix, const char *formats, bool quiet,
                        char *first_path, size_t first_path_bytes) {
    bool all_written = true;
    *first_path = '\0';
    while (*formats) {
        const size_t length = strcspn(formats, ",");
        const struct report_format *format = report_format_find(formats, length);
        if (format)
            all_written =
                write_file(report, format, prefix, quiet, first_path, first_path_bytes) && all_written;
        else if (length) {
            all_written = false;
            if (!quiet)
                report_say_unknown_format("loopline: LOOPLINE_FORMAT", formats, length);
        }
        formats += length;
        formats += *formats == ',';
    }
    return all_written;
}

void report_say_summary(const struct report *report, const char *path) {
    struct pool pool = {0};
    const size_t findings = report->finding_count;
    const uint64_t statements = report->statements;
    say(pool_format(&pool, "%zu finding%s in %" PRIu64 " statement%s%s%s", findings, findings == 1 ? "" : "s",
                    statements, statements == 1 ? "" : "s", *path ? ": " : "", path));
    pool_free(&pool);
}
