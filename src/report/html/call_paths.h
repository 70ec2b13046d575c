/* What the pages' scripts draw call paths from, and the texts that they show, each once. */
#ifndef LOOPLINE_REPORT_HTML_CALL_PATHS_H
#define LOOPLINE_REPORT_HTML_CALL_PATHS_H

#include "base/index.h"
#include "base/pool.h"
#include "model/report.h"
#include "report/escape/json.h"

/* All zero but `pool`. */
struct html_names {
    struct pool *pool;
    const char **texts;
    size_t count;
    size_t capacity;
    struct index index;
};

/* Returns the number of a text, which must outlive the names. */
size_t html_name(struct html_names *names, const char *text);

/* Writes the texts by their numbers, as "names". */
void html_write_names(struct json_writer *json, const struct html_names *names);

enum { HTML_MOST_RUNS = 2 };

/*
 * Writes "flame": the tree of call paths of one run, or of a run before and one after, with the outermost
 * function at its root. A node is [name, statements, microseconds, kind, children], with statements and
 * microseconds for each run; kind is 1 for a frame in a loop, 2 for a statement. Lines move from one version
 * of a program to the next, so paths of two runs are paths of functions, and no frame is marked as in a loop.
 */
void html_write_call_paths(struct json_writer *json, struct html_names *names,
                           const struct report *const *runs, size_t run_count);

#endif
