/*
 * Unwind tables of the objects that are loaded (.eh_frame and .eh_frame_hdr, Linux Standard Base 5.0, 10.6),
 * read in place. For x86-64.
 */
#ifndef LOOPLINE_STACK_UNWIND_TABLE_H
#define LOOPLINE_STACK_UNWIND_TABLE_H

#include <stdint.h>

#include "frame_rule.h"

/* Of the loader, at one look: how much had been loaded and unloaded until then. */
struct unwind_table_age {
    uint64_t loads;
    uint64_t unloads;
};

/*
 * The rule at an address of code, never FRAME_END_UNKNOWN. Asks the loader which object that is, which takes
 * the loader's lock; calls nothing else. Any thread.
 */
struct frame_rule unwind_table_rule(uintptr_t address, struct unwind_table_age *age);

#endif
