/*
 * The lines of a source file around the one that is reported.
 */
#ifndef LOOPLINE_REPORT_SOURCE_TEXT_H
#define LOOPLINE_REPORT_SOURCE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

#define SOURCE_LINES_SHOWN 5

struct source_line {
    int number;
    const char *text; /* escaped, tabs as spaces, without what all lines are indented by */
};

struct source_text {
    struct source_line lines[SOURCE_LINES_SHOWN];
    size_t count; /* 0: the file is not there, is no text, or has changed since the program was built */
};

/*
 * Lines of `path` around `line`, from `header_line` on where that is near (0: unknown). `newest_mtime_ns` is
 * when the program was built: a file changed later shows other lines than those that ran (0: unknown, any
 * time is fine). Texts live in `pool`.
 */
struct source_text source_text_around(struct pool *pool, const char *path, int line, int header_line,
                                      uint64_t newest_mtime_ns);

#endif
