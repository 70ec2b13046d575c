/* The lines of a source file around a reported line. */
#ifndef LOOPLINE_MODEL_SOURCES_H
#define LOOPLINE_MODEL_SOURCES_H

#include "base/source_file.h"
#include "bundle/lines.h"
#include "report.h"

enum { SOURCE_LINES_SHOWN = 5 };

/* Where lines of a source file come from. */
struct source_origin {
    const struct known_file
        *known;                 /* lines read on the program's machine; NULL: none came with the capture */
    struct source_files *files; /* this machine's files; used only if `known` is NULL */
    const char *path;
    uint64_t newest_mtime_ns; /* when the program was built: a file changed later is not the one that ran;
                                 0: unknown, any time will do */
};

/* Returns one line as the file has it, or NULL if there is none. */
const char *source_line(const struct source_origin *origin, int line);

/*
 * Returns the lines around `line`, starting at `header_line` if that is near (0: unknown). Texts are escaped
 * and live in `pool`. Returns no lines if the file is too short: then it is not the one that ran.
 */
struct report_source source_around(struct pool *pool, const struct source_origin *origin, int line,
                                   int header_line);

#endif
