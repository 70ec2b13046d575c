/*
 * Recursion taken together: of repetitions of a cycle of functions, one stays.
 */
#ifndef LOOPLINE_ANALYZE_RECURSION_H
#define LOOPLINE_ANALYZE_RECURSION_H

#include <stddef.h>

#include "source_stack.h"

/*
 * Fills in the keys of a stack, which has room for as many as it has frames. The outermost `unfolded` frames
 * become keys one by one; among those further in recursion is taken together, as struct source_stack says.
 */
void recursion_find_keys(struct source_stack *stack, size_t unfolded);

#endif
