/*
 * Calls that the compiler copied out of their loop: the first round of a loop is often peeled off and stands
 * before it, as does the first test of a `while`. A statement run from there is run by the loop.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_COPIES_H
#define LOOPLINE_ANALYZE_SYMBOLS_COPIES_H

#include "loop_sources.h"

/*
 * Of the calls from the same place of the source as the one at `address` - same line and column, same
 * callee, same functions inlined around it - the one inside most loops. That is `address` itself where there
 * is no other, no debug information, or no columns in it.
 */
uint64_t call_inside_most_loops(const struct loop_setting *setting, uint64_t address);

#endif
