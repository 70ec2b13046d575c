/*
 * A function as a list of instructions, in the order of addresses, over all its parts.
 */
#ifndef LOOPLINE_ANALYZE_LOOPS_DISASSEMBLY_H
#define LOOPLINE_ANALYZE_LOOPS_DISASSEMBLY_H

#include "machine.h"

struct native_disassembly {
    const struct native_code *code;
    const struct native_machine *machine;
    csh capstone;
    cs_insn *scratch;
    struct native_instruction *instructions;
    size_t count;
    size_t capacity;
};

/*
 * Disassembles all parts of `code`, which has to outlive the disassembly. Bytes that are no instruction are
 * passed over, and control stops there. Returns false out of memory, for a machine that is not known or where
 * there is no instruction at all; otherwise native_disassembly_end frees what was taken.
 */
bool native_disassembly_begin(struct native_disassembly *disassembly, const struct native_code *code);
void native_disassembly_end(struct native_disassembly *disassembly);

/* Index of the instruction that starts at `address`, or SIZE_MAX. */
size_t native_disassembly_at(const struct native_disassembly *disassembly, uint64_t address);

/*
 * Decodes instruction `index` again, with its operands; the result is valid until the next call. NULL where
 * that fails.
 */
const cs_insn *native_disassembly_decode(const struct native_disassembly *disassembly, size_t index);

#endif
