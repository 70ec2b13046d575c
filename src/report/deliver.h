/*
 * Reports on their way to files and terminals: what `loopline report`, `loopline run` and the report at a
 * process's exit share. Messages go to standard error and name the file or option.
 */
#ifndef LOOPLINE_REPORT_DELIVER_H
#define LOOPLINE_REPORT_DELIVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "model/build.h"
#include "report/formats.h"

/*
 * Options from the environment: LOOPLINE_THRESHOLD, LOOPLINE_APP. A threshold that is no number is said, and
 * the default is taken.
 */
struct report_options report_options_from_environment(void);

/* A threshold as written by a user: a number from 2 up. Returns false for anything else. */
bool report_parse_threshold(const char *text, uint64_t *threshold);

/* Says that there is no such format, and which there are. `where`: what was being read, for the message. */
void report_say_unknown_format(const char *where, const char *name, size_t name_bytes);

/* Says which captures could not be read. */
void report_say_problems(const struct report *report);

/* What goes into a file: "report", and how it is written; false: there is nothing to be written after all.
   That the stream works is looked at afterwards. */
struct delivery {
    const char *what;
    bool (*write)(void *context, FILE *file);
    void *context;
};

/*
 * Writes to standard output (NULL), or to the new or existing file `path`, which is replaced when the new one
 * is whole. Returns false where that failed, which was said.
 */
bool deliver(const struct delivery *delivery, const char *path);

/*
 * Writes a readable report to standard output, or to the new or existing file `path`, which is replaced
 * when the report is whole. Returns false where that failed, which was said.
 */
bool report_write(const struct report *report, const struct report_format *format,
                  const struct report_style *style, const char *path);

/*
 * Writes a readable report into new files PREFIX.SUFFIX, readable by the user alone, one for each of the
 * `formats`, separated by commas. A name that is taken, also by a symbolic link, is left alone:
 * PREFIX-1.SUFFIX is taken then, and so on. `first_path`, of at least one byte, receives the first file's
 * path, or "" where none could be written. Returns false where one of the formats is unknown or could not be
 * written, which was said unless `quiet`.
 */
bool report_write_files(const struct report *report, const char *prefix, const char *formats, bool quiet,
                        char *first_path, size_t first_path_bytes);

/* The one line: "loopline: 1 finding in 101 statements: PATH"; PATH is left out where it is "". */
void report_say_summary(const struct report *report, const char *path);

#endif
