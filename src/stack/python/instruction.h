/*
 * Finds the instruction that a bytecode offset belongs to. During a specialised call a frame holds the offset
 * of the instruction's last inline cache, during an ordinary call that of the instruction itself: both are
 * the same place in the program.
 */
#ifndef LOOPLINE_STACK_PYTHON_INSTRUCTION_H
#define LOOPLINE_STACK_PYTHON_INSTRUCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns true if 3.`minor` may keep another offset than that of the instruction. */
bool python_instruction_may_differ(int minor);

/*
 * Returns the offset of the instruction that covers `offset` in `length` bytes of the bytecode of 3.`minor`,
 * as the interpreter has rewritten it. For a PRECALL of 3.11 this is the CALL that follows. Returns `offset`
 * itself if this version leaves no other, or if a tracer has replaced opcodes. The thread whose frame it is.
 */
uint32_t python_instruction_start(int minor, const uint8_t *bytecode, size_t length, uint32_t offset);

#endif
