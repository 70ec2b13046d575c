/*
 * A loop in the code of an interpreted function.
 */
#ifndef LOOPLINE_BASE_CODE_LOOP_H
#define LOOPLINE_BASE_CODE_LOOP_H

#include <stdint.h>

struct code_loop {
    uint32_t start;  /* its first instruction, to which it jumps back; counted as positions of frames are */
    uint32_t end;    /* behind its last instruction; not all in between belongs to the loop */
    int header_line; /* line at which the loop starts in the source: `for …`, `while …`; 0 unknown */
};

#endif
