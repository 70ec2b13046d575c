/*
 * Paths as parts of a URI.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_URI_H
#define LOOPLINE_REPORT_ESCAPE_URI_H

#include "base/pool.h"

/*
 * Writes everything except letters, digits, -._~ and / as %XX, and drops a leading "./". The result belongs
 * to `pool`.
 */
const char *uri_path(struct pool *pool, const char *path);

#endif
