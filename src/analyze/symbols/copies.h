/*
 * Calls that the compiler copied out of their loop: it often peels off the first round of a loop, or the
 * first test of a `while`, and puts it before the loop. A statement run there is run by the loop.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_COPIES_H
#define LOOPLINE_ANALYZE_SYMBOLS_COPIES_H

#include "loop_sources.h"

/*
 * Among the calls from the same place in the source as the call at `address` (same line and column, same
 * callee, same functions inlined around it), returns the address of the one inside the most loops. Returns
 * `address` itself if there is no other, or no debug information with columns.
 */
uint64_t call_inside_most_loops(const struct loop_setting *setting, uint64_t address);

#endif
