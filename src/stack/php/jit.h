/*
 * The memory that opcache's JIT compiler writes machine code into. No unwind table describes it, so a native
 * walk ends there.
 */
#ifndef LOOPLINE_STACK_PHP_JIT_H
#define LOOPLINE_STACK_PHP_JIT_H

#include <stddef.h>

#include "stack/code_segment.h"

/*
 * Writes up to `capacity` executable mappings that belong to no file, sorted by address, and returns how
 * many. opcache maps all it will ever use when PHP starts, before the first request. Reads /proc/self/maps;
 * any thread.
 */
size_t php_jit_find(struct code_segment *segments, size_t capacity);

#endif
