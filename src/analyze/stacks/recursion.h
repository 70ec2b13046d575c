/*
 * Recursion taken together: of repetitions of a cycle of functions, one stays.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_RECURSION_H
#define LOOPLINE_ANALYZE_STACKS_RECURSION_H

#include <stddef.h>

#include "source_frame.h"

/*
 * Writes the keys of `frame_count` frames (innermost first), for which `keys` has room, and returns how many
 * they are. The outermost `unfolded` frames become keys one by one; among those further in recursion is taken
 * together, as struct source_stack says.
 */
size_t recursion_find_keys(struct source_frame *frames, size_t frame_count, struct source_frame **keys,
                           size_t unfolded);

#endif
