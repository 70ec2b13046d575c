/*
 * Paths as parts of a URI.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_URI_H
#define LOOPLINE_REPORT_ESCAPE_URI_H

#include "base/pool.h"

/* Everything but letters, digits, -._~ and / as %XX; without a leading "./". Lives in `pool`. */
const char *uri_path(struct pool *pool, const char *path);

#endif
