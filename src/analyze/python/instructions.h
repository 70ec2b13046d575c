/*
 * The instructions of a CPython code object and where control goes from each. The bytes are the interpreter's
 * own, as it has rewritten them: specialised and instrumented opcodes are read as what they stand for, inline
 * caches are passed over. Not thread-safe; nothing here is trusted to be well-formed.
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
    uint32_t end;    /* behind its inline caches */
    uint32_t target; /* index of the instruction that a jump or branch leads to, or PYTHON_NO_INSTRUCTION */
    bool goes_on;    /* control may reach the next instruction */
    bool repeats;    /* jumps back, and not to wait */
    bool waits;      /* jumps back to wait */
    enum python_role role;
};

struct python_instructions {
    struct python_instruction *list; /* EXTENDED_ARG counts as an instruction of its own */
    uint32_t count;
    uint32_t *covering; /* per code unit: index of the instruction that it belongs to */
    uint32_t unit_count;
};

struct python_code_bytes;

/*
 * `lines` tell where instructions start. False: out of memory, or a version that is not known. The result is
 * freed by python_instructions_free, after a failure too; it does not refer to `bytes` or `lines`.
 */
bool python_instructions_read(struct python_instructions *instructions, const struct python_code_bytes *bytes,
                              const struct python_lines *lines);
void python_instructions_free(struct python_instructions *instructions);

/* Index of the instruction that covers a byte offset; PYTHON_NO_INSTRUCTION: behind the end. */
uint32_t python_instructions_find(const struct python_instructions *instructions, uint32_t offset);

#endif
