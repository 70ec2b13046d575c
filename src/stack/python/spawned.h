/*
 * Greenlets that were spawned. Such a greenlet's frames begin at itself, and its parent is a hub, which runs
 * whatever there is; who spawned it is on no stack. gevent keeps for each of its greenlets at which lines it
 * was spawned (since 1.3, `spawning_stack`; at most ten frames), and by which greenlet: those are put behind
 * its own frames, and so on outwards. Where there were more, the one that spawned it has the others.
 *
 * CPython 3.11 to 3.13. The greenlet that runs is the calling thread's; all else may be anybody's, and is
 * read as foreign.h has it.
 */
#ifndef LOOPLINE_STACK_PYTHON_SPAWNED_H
#define LOOPLINE_STACK_PYTHON_SPAWNED_H

#include <stdbool.h>
#include <stdint.h>

#include "greenlets.h"
#include "layout.h"
#include "stack/runtime.h"

/*
 * Looks whether the calling thread runs such a greenlet. Returns true if it does, or another was seen before.
 * May ask the loader.
 */
bool python_spawned_expect(const struct python_layout *layout);

/*
 * Adds to `count` frames just walked those of whoever spawned the greenlet that runs, and returns how many
 * there are then. The calling thread's; only after python_spawned_expect has returned true.
 */
uint32_t python_spawned_append(const struct python_layout *layout, const struct python_greenlet_types *types,
                               struct runtime_frame *frames, uint32_t count, uint32_t capacity);

#endif
