/*
 * The instruction that an offset in CPython's bytecode belongs to. A specialised call leaves the offset of
 * its last inline cache behind, an ordinary one that of the instruction: to the program they are one place.
 */
#ifndef LOOPLINE_STACK_PYTHON_INSTRUCTION_H
#define LOOPLINE_STACK_PYTHON_INSTRUCTION_H

#include <stddef.h>
#include <stdint.h>

/*
 * Offset of the instruction that covers `offset` in `length` bytes of the bytecode of 3.`minor`, as the
 * interpreter has rewritten it. `offset` itself where the version leaves no other, or where a tracer has put
 * its own opcodes in the way. Any thread whose frame it is.
 */
uint32_t python_instruction_start(int minor, const uint8_t *bytecode, size_t length, uint32_t offset);

#endif
