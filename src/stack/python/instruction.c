#include "instruction.h"

#include <stdbool.h>
#include <string.h>

enum { UNIT_BYTES = 2, HIDDEN = 0xff };

/* The roles of the tables of facts (src/python), of which only one matters here. */
enum {
    ROLE_NONE,
    ROLE_PREFIX,
    ROLE_TRY,
    ROLE_ITERATION,
    ROLE_ITERATION_END,
    ROLE_ASYNC_ITERATION,
    ROLE_ASYNC_END,
    ROLE_HANDLER,
    ROLE_WITH_HANDLER,
    ROLE_AWAIT,
    ROLE_YIELD,
    ROLE_HIDDEN,
    ROLE_EXECUTOR,
};

/* Code units of inline cache behind each opcode; HIDDEN where a tracer's opcode covers the real one. */
#define OPCODE(number, name, base, inline_caches, flow, role) \
    [number] = ROLE_##role == ROLE_HIDDEN ? HIDDEN : (inline_caches),

static const uint8_t caches_3_11[256] = {
#include "python/opcodes_3_11.def"
};

static const uint8_t caches_3_12[256] = {
#include "python/opcodes_3_12.def"
};

#undef OPCODE
#define OPCODE(number, name, base, inline_caches, flow, role) [number] = #base,

static const char *const bases_3_11[256] = {
#include "python/opcodes_3_11.def"
};

/* 3.11 calls by PRECALL and CALL; a specialised PRECALL does the work of both (Python/ceval.c of 3.11). */
static bool goes_on_as_call(int minor, uint8_t opcode) {
    return minor == 11 && bases_3_11[opcode] && strcmp(bases_3_11[opcode], "PRECALL") == 0;
}

/* Before 3.11 there are no caches; from 3.13 on a frame keeps the start of the instruction that it is in. */
static const uint8_t *caches_of(int minor) {
    if (minor == 11)
        return caches_3_11;
    return minor == 12 ? caches_3_12 : NULL;
}

uint32_t python_instruction_start(int minor, const uint8_t *bytecode, size_t length, uint32_t offset) {
    const uint8_t *caches = caches_of(minor);
    if (!caches || offset >= length)
        return offset;
    size_t start = 0;
    for (;;) {
        const uint8_t behind = caches[bytecode[start]];
        if (behind == HIDDEN)
            return offset;
        const size_t next = start + UNIT_BYTES + (size_t)behind * UNIT_BYTES;
        if (next > offset)
            return (uint32_t)(goes_on_as_call(minor, bytecode[start]) ? next : start);
        start = next;
    }
}
