/*
 * A loop in the code of an interpreted function.
 */
#ifndef LOOPLINE_BASE_CODE_LOOP_H
#define LOOPLINE_BASE_CODE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct code_loop {
    uint32_t
        start;    /* its first instruction, the target of the jump back; numbered like positions of frames */
    uint32_t end; /* just past its last instruction; code in between may not belong to the loop */
    int header_line; /* source line of the loop's header (for, while); 0: unknown */
    bool is_while;   /* it turns while a condition holds, and has no items to go over; false: unknown */
    bool has_items;  /* it goes over items; false: unknown */
};

#endif
