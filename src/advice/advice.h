/*
 * What to do about a finding: a sentence, and where it is certain, the statement to run instead.
 */
#ifndef LOOPLINE_ADVICE_ADVICE_H
#define LOOPLINE_ADVICE_ADVICE_H

#include "analyze/judge/findings.h"
#include "base/source_file.h"

struct advice {
    const char *summary; /* never NULL */
    const char *sql;     /* NULL where no statement can be given with certainty */
};

/*
 * Speaks of what the framework on the stack offers, and names the relationship where the line of the call
 * shows it; for that the program's source is read, from `sources`. Texts live in `pool`.
 */
struct advice advise(struct pool *pool, struct source_files *sources, const struct finding *finding);

#endif
