/*
 * Makes a finished report from captures: reads, merges and judges them, gets the advice, and reads the
 * source.
 */
#ifndef LOOPLINE_MODEL_BUILD_H
#define LOOPLINE_MODEL_BUILD_H

#include "bundle/writer.h"
#include "report.h"

enum { REPORT_DEFAULT_THRESHOLD = 5 };

/* What report_new is at; may be read at any time, also by a signal handler. */
struct report_progress {
    const char *volatile stage; /* NULL: not begun */
    volatile size_t done;       /* of `total` files */
    volatile size_t total;
};

struct report_options {
    uint64_t threshold;               /* least N of a finding; 0: REPORT_DEFAULT_THRESHOLD */
    const char *application_prefixes; /* see struct application_rule; NULL: none */
    /* FROM=TO each: source files below the folder FROM are below the folder TO on this machine. */
    const char *const *path_maps;
    size_t path_map_count;
    /* Folders below which every file is source, whatever its name and whoever owns the capture that names it.
     */
    const char *const *source_roots;
    size_t source_root_count;
    /* Receives the captures, their symbols and the source lines that the report shows; NULL: nobody does. */
    struct bundle_writer *merge_into;
    struct report_progress *progress; /* NULL: nobody asks */
};

/*
 * Makes a report from captures and merged files, or from all that a directory holds. Counts a process once,
 * even if several files hold it. Never returns NULL: the report lists what could not be read among its
 * problems. Free it with report_free.
 */
struct report *report_new(const char *const *paths, size_t path_count, const struct report_options *options);
void report_free(struct report *report); /* may be NULL */

/* Returns true if the text is valid for `path_maps`: FROM=TO, neither empty. */
bool report_is_path_map(const char *text);

#endif
