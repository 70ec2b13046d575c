/*
 * From what was named on the command line to captures, and to what other machines said of them.
 */
#ifndef LOOPLINE_MODEL_INPUTS_H
#define LOOPLINE_MODEL_INPUTS_H

#include "analyze/symbols/symbols.h"
#include "build.h"
#include "bundle/writer.h"
#include "capture/reader/reader.h"
#include "report.h"

/* All zero but for the first three: nothing was read yet. */
struct inputs {
    struct report *report;            /* receives the problems, and owns the arrays */
    struct bundle_writer *merge_into; /* NULL, or receives each capture as it was read */
    struct report_progress *progress;
    struct capture **captures; /* each process once */
    size_t count;
    size_t capacity;
    struct index index; /* of the captures, by process */
    struct symbols *symbols;
    struct known_lines lines;
};

/* Reads files and directories; `symbols` and the captures are the caller's then. */
void inputs_read(struct inputs *inputs, const char *const *paths, size_t path_count);

/* Frees what else there is. */
void inputs_free(struct inputs *inputs);

#endif
