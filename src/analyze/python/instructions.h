/*
 * The instructions of a CPython code object, and where control goes after each. The bytes are as the
 * interpreter has rewritten them: specialised and instrumented opcodes are read as the original ones, and
 * inline caches are skipped. The bytes need not be well-formed. One thread at a time.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_INSTRUCTIONS_H
#define LOOPLINE_ANALYZE_PYTHON_INSTRUCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lines.h"
#include "python/opcodes.h"

#define PYTHON_NO_INSTRUCTION UINT32_MAX

struct python_instruction {
    uint32_t offset; /* bytes */
    uint32_t end;    /* just past its inline caches */
    uint32_t target; /* index of the instruction that it jumps or branches to, or PYTHON_NO_INSTRUCTION */
    bool goes_on;    /* control may reach the next instruction */
    bool repeats;    /* jumps back to repeat */
    bool waits;      /* jumps back to wait */
    enum python_role role;
};

struct python_instructions {
    struct python_instruction *list; /* EXTENDED_ARG counts as an instruction of its own */
    uint32_t count;
    uint32_t *covering; /* per code unit: index of its instruction */
    uint32_t unit_count;
};

struct python_code_bytes;

/*
 * Reads the instructions; `lines` shows where they start. Returns false if memory runs out or the version is
 * unknown. Free the result with python_instructions_free, also after a failure. It does not refer to `bytes`
 * or `lines`.
 */
bool python_instructions_read(struct python_instructions *instructions, const struct python_code_bytes *bytes,
                              const struct python_lines *lines);
void python_instructions_free(struct python_instructions *instructions);

/* Returns the index of the instruction that covers a byte offset; PYTHON_NO_INSTRUCTION: past the end. */
uint32_t python_instructions_find(const struct python_instructions *instructions, uint32_t offset);

#endif
