/*
 * The memory that opcache's compiler writes code of PHP into. No unwind table describes it, so a native stack
 * ends there.
 */
#ifndef LOOPLINE_STACK_PHP_JIT_H
#define LOOPLINE_STACK_PHP_JIT_H

#include <stddef.h>

#include "stack/code_segment.h"

/*
 * Writes up to `capacity` stretches of code that no file holds, in order, and returns how many. opcache maps
 * all that it will ever use when PHP starts, before the first request. Reads /proc/self/maps; any thread.
 */
size_t php_jit_find(struct code_segment *segments, size_t capacity);

#endif
