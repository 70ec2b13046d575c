#include "instruction.h"

#include <string.h>

#include "python/opcodes.h"

enum { UNIT_BYTES = 2 };

#define OPCODE(number, name, base, inline_caches, flow, role) [number] = #base,

static const char *const bases_3_11[256] = {
#include "python/opcodes_3_11.def"
};

/* 3.11 calls by PRECALL and CALL; a specialised PRECALL does the work of both (Python/ceval.c of 3.11). */
static bool goes_on_as_call(int minor, uint8_t opcode) {
    return minor == 11 && bases_3_11[opcode] && strcmp(bases_3_11[opcode], "PRECALL") == 0;
}

/* Before 3.11 there are no caches; from 3.13 on a frame keeps the start of the instruction that it is in. */
static const struct python_opcode *opcodes_of(int minor) {
    return minor == 11 || minor == 12 ? python_opcodes(minor) : NULL;
}

bool python_instruction_may_differ(int minor) {
    return opcodes_of(minor) != NULL;
}

uint32_t python_instruction_start(int minor, const uint8_t *bytecode, size_t length, uint32_t offset) {
    const struct python_opcode *opcodes = opcodes_of(minor);
    if (!opcodes || offset >= length)
        return offset;
    size_t start = 0;
    for (;;) {
        const struct python_opcode *opcode = &opcodes[bytecode[start]];
        if (opcode->role == PYTHON_ROLE_HIDDEN) /* a tracer's opcode covers the real one */
            return offset;
        const size_t next = start + UNIT_BYTES + (size_t)opcode->inline_caches * UNIT_BYTES;
        if (next > offset)
            return (uint32_t)(goes_on_as_call(minor, bytecode[start]) ? next : start);
        start = next;
    }
}
