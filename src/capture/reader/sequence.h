/* Reads the order in which the sites of a thread record ran. */
#ifndef LOOPLINE_CAPTURE_READER_SEQUENCE_H
#define LOOPLINE_CAPTURE_READER_SEQUENCE_H

#include "capture/reader/reader.h"

/*
 * Fills in the sequence of `to` from its `count` records, all struct loopline_sequence, in the order of the
 * file. Records that contradict themselves are left out and counted in `damage`. Memory is from `pool`.
 */
void sequence_read(struct pool *pool, const struct loopline_record *const *records, size_t count,
                   struct capture_thread_record *to, struct capture_damage *damage);

#endif
