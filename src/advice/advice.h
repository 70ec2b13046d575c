/* What to do about a finding: a sentence and, if it is certainly right, the statement to run instead. */
#ifndef LOOPLINE_ADVICE_ADVICE_H
#define LOOPLINE_ADVICE_ADVICE_H

#include "analyze/judge/findings.h"
#include "base/source_file.h"

struct advice {
    const char *summary; /* never NULL */
    const char *sql;     /* NULL: no statement that is certainly right */
};

/*
 * Uses what the framework on the stack offers, and names the relationship if the line of the call shows it;
 * for that it reads the program's source from `sources`. Texts belong to `pool`.
 */
struct advice advise(struct pool *pool, struct source_files *sources, const struct finding *finding);

#endif
