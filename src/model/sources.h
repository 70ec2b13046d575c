/*
 * The lines of a source file around the one that is reported.
 */
#ifndef LOOPLINE_MODEL_SOURCES_H
#define LOOPLINE_MODEL_SOURCES_H

#include "base/source_file.h"
#include "report.h"

enum { SOURCE_LINES_SHOWN = 5 };

/*
 * Lines of `path` around `line`, from `header_line` on where that is near (0: unknown). `newest_mtime_ns` is
 * when the program was built: a file changed later shows other lines than those that ran (0: unknown, any
 * time is fine). Texts are escaped and live in `pool`.
 */
struct report_source source_around(struct pool *pool, struct source_files *files, const char *path, int line,
                                   int header_line, uint64_t newest_mtime_ns);

#endif
