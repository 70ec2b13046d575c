/*
 * All that is known of one return address, as one piece of memory that does not need the file any more.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_PLACE_H
#define LOOPLINE_ANALYZE_SYMBOLS_PLACE_H

#include "functions.h"
#include "symbols.h"

/*
 * What a function (NULL: none is known there) says of the call whose return address is `offset`. NULL out of
 * memory; the caller frees it with free(). Its texts are those of the tables' pool.
 */
struct symbols_place *place_make(struct physical_function *function, const struct function_tables *tables,
                                 uint64_t offset);

/* A copy with its texts in `texts`; the same for the rest. */
struct symbols_place *place_copy(const struct symbols_place *place, struct text_pool *texts);

#endif
