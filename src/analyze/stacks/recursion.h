/* Folds recursion: of consecutive repetitions of a cycle of functions, one stays. */
#ifndef LOOPLINE_ANALYZE_STACKS_RECURSION_H
#define LOOPLINE_ANALYZE_STACKS_RECURSION_H

#include <stddef.h>

#include "source_frame.h"

/*
 * Writes the keys of `frame_count` frames (innermost first), for which `keys` has room, and returns how many.
 * The outermost `unfolded` frames become one key each; further in, recursion is folded as described in struct
 * source_stack.
 */
size_t recursion_find_keys(struct source_frame *frames, size_t frame_count, struct source_frame **keys,
                           size_t unfolded);

#endif
