/*
 * The unwind tables of loaded objects (.eh_frame and .eh_frame_hdr, Linux Standard Base 5.0, 10.6), read in
 * place. For x86-64.
 */
#ifndef LOOPLINE_STACK_UNWIND_TABLE_H
#define LOOPLINE_STACK_UNWIND_TABLE_H

#include <stdint.h>

#include "frame_rule.h"

/* How many objects the loader had loaded and unloaded by the time of the look-up. */
struct unwind_table_age {
    uint64_t loads;
    uint64_t unloads;
};

/*
 * Returns the rule at a code address, never FRAME_END_UNKNOWN, and fills in `age`. Asks the loader for the
 * object, which takes the loader's lock; calls nothing else. Any thread.
 */
struct frame_rule unwind_table_rule(uintptr_t address, struct unwind_table_age *age);

#endif
