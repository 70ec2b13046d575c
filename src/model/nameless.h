/*
 * What a function without a name is passed with: `get '/posts' => sub` is "get /posts". Routers and test
 * suites keep what they are told there; in the process it is in objects of theirs, which are not read.
 */
#ifndef LOOPLINE_MODEL_NAMELESS_H
#define LOOPLINE_MODEL_NAMELESS_H

#include "analyze/stacks/source_frame.h"
#include "base/pool.h"
#include "sources.h"

/*
 * Returns the name, as the source has it, in `pool`, and sets `*first` to the line where it stands. NULL: the
 * function has a name, or its source tells none.
 */
const char *nameless_name(struct pool *pool, const struct source_frame *frame,
                          const struct source_origin *origin, int *first);

#endif
