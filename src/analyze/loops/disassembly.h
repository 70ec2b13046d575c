/* The instructions of a function, of all its parts, in the order of addresses. */
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
 * Disassembles all parts of `code`, which must outlive the disassembly. Bytes that are not an instruction are
 * skipped; control stops there. Returns false if memory runs out, the machine is unknown, or there are no
 * instructions. After true, free it with native_disassembly_end.
 */
bool native_disassembly_begin(struct native_disassembly *disassembly, const struct native_code *code);
void native_disassembly_end(struct native_disassembly *disassembly);

/* Returns the index of the instruction that starts at `address`, or SIZE_MAX. */
size_t native_disassembly_at(const struct native_disassembly *disassembly, uint64_t address);

/*
 * Decodes instruction `index` again, with its operands. The result is valid until the next call; NULL if
 * decoding fails.
 */
const cs_insn *native_disassembly_decode(const struct native_disassembly *disassembly, size_t index);

#endif
