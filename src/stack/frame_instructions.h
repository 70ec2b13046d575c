/* Runs call frame instructions (DWARF 5, 6.4.2) up to one address of a function. For x86-64. */
#ifndef LOOPLINE_STACK_FRAME_INSTRUCTIONS_H
#define LOOPLINE_STACK_FRAME_INSTRUCTIONS_H

#include <stdint.h>

#include "frame_rule.h"
#include "table_bytes.h"

/* What all functions under a common information entry (CIE) share. */
struct frame_program {
    struct table_bytes initial; /* the CIE's initial instructions */
    uint64_t code_unit;         /* alignment factors */
    int64_t data_unit;
    uint64_t return_register; /* number of the return address column */
};

/*
 * Returns the rule `offset` bytes into a function that has these `instructions` of its own; FRAME_UNREADABLE
 * if they cannot be followed. Any thread.
 */
struct frame_rule frame_instructions_run(const struct frame_program *program,
                                         const struct table_bytes *instructions, uint64_t offset);

#endif
