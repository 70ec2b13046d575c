/*
 * Finds the opcode behind INSTRUMENTED_LINE or INSTRUMENTED_INSTRUCTION, which debuggers and coverage tools
 * put into the bytecode since 3.12. The interpreter keeps the real opcode elsewhere, out of the capture's
 * reach. Its argument and inline caches stay in place; together with the code around them they usually
 * identify a jump.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_HIDDEN_H
#define LOOPLINE_ANALYZE_PYTHON_HIDDEN_H

#include <stdint.h>

#include "instructions.h"
#include "lines.h"
#include "python/opcodes.h"

struct python_code_bytes;

/* A hidden opcode, and the instructions read before it, whose jump targets are still code units. */
struct python_hidden {
    const struct python_code_bytes *bytes; /* of a known version */
    const struct python_lines *lines;
    const struct python_instructions *instructions;
    uint32_t unit; /* code unit of the opcode */
    uint32_t argument;
};

/*
 * Returns the most likely opcode, or one that continues with the next instruction if nothing identifies it.
 * Takes constant time.
 */
struct python_opcode python_hidden_reveal(const struct python_hidden *hidden);

#endif
