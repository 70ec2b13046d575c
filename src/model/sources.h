/* The lines of a source file around a reported line. */
#ifndef LOOPLINE_MODEL_SOURCES_H
#define LOOPLINE_MODEL_SOURCES_H

#include "base/source_file.h"
#include "bundle/lines.h"
#include "report.h"

enum { SOURCE_LINES_SHOWN = 5 };

/* Where lines of a source file come from. */
struct source_origin {
    const struct known_file *known; /* as the program's machine read it; NULL: that said nothing of it */
    struct source_files *files;     /* as it is here, which is asked only where `known` is NULL: */
    const char *path;
    uint64_t newest_mtime_ns; /* when the program was built: a file that was changed later shows other lines
                                 than those that ran (0: unknown, any time is fine) */
};

/* One line, as it stands in the file; NULL where there is none. */
const char *source_line(const struct source_origin *origin, int line);

/*
 * Lines around `line`, from `header_line` on where that is near (0: unknown). Texts are escaped and live in
 * `pool`. None where the file is not that long: it is not the one that ran.
 */
struct report_source source_around(struct pool *pool, const struct source_origin *origin, int line,
                                   int header_line);

#endif
