/*
 * What stands behind INSTRUMENTED_LINE and INSTRUMENTED_INSTRUCTION, which debuggers and coverage tools put
 * into the bytecode since 3.12. The interpreter keeps the real opcode elsewhere, where the capture does not
 * reach; its argument and inline caches stay in place, and with what is around them they tell the jumps,
 * mostly.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_HIDDEN_H
#define LOOPLINE_ANALYZE_PYTHON_HIDDEN_H

#include <stdint.h>

#include "instructions.h"
#include "lines.h"
#include "python/opcodes.h"

struct python_code_bytes;

/* A hidden opcode, and what has been read in front of it, where targets of jumps are code units as yet. */
struct python_hidden {
    const struct python_code_bytes *bytes; /* of a known version */
    const struct python_lines *lines;
    const struct python_instructions *instructions;
    uint32_t unit; /* code unit of the opcode */
    uint32_t argument;
};

/* The most likely opcode; one that goes on to the next instruction where nothing tells. Takes constant time.
 */
struct python_opcode python_hidden_reveal(const struct python_hidden *hidden);

#endif
