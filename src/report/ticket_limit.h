/*
 * What a site takes in one ticket. Whatever does not fit is left out whole, so tags and fences are closed.
 */
#ifndef LOOPLINE_REPORT_TICKET_LIMIT_H
#define LOOPLINE_REPORT_TICKET_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "report/escape/markup.h"
#include "report/formats.h"

/* What is left in a ticket. */
struct ticket_room {
    enum report_limit limit;
    size_t characters; /* SIZE_MAX: no limit */
    size_t bytes;
};

/* The room of an empty ticket, less what ticket_write_left_out needs. */
struct ticket_room ticket_room_of(enum report_limit limit);

/* Writes `part` to the markup that `ticket` holds; may be called more than once for the same part. */
typedef void ticket_part(void *ticket, const void *part);

/*
 * Writes the part to `markup`, which belongs to `ticket`, and takes it from `room`. Returns false, with
 * nothing written, where it does not fit.
 */
bool ticket_write_within(struct ticket_room *room, struct markup *markup, ticket_part *write, void *ticket,
                         const void *part);

/* The first `columns` code points of a text, followed by "...", in `pool`; the text itself if it has no more.
 */
const char *ticket_cut(struct pool *pool, const char *text, size_t columns);

/* Says that `count` of `all` loops are left out. */
void ticket_write_left_out(const struct ticket_room *room, const struct markup *markup, struct pool *pool,
                           size_t count, size_t all);

#endif
