/*
 * Finds the line of an instruction of a CPython code object, and the loops around it.
 *
 * A loop consists of the instructions on the paths of control flow from the target of a backward jump to that
 * jump, including exception handlers that continue the loop, wherever they are. Code that only leaves the
 * loop (`return`, what precedes `break`, `else`) is not part of it. The jumps of `await` and `yield from` do
 * not count: they wait and do not repeat. Everything is read from the bytes in the capture, by the rules of
 * each version. The bytes need not be well-formed. One thread at a time.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_CODE_H
#define LOOPLINE_ANALYZE_PYTHON_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/code_loop.h"

/* A code object as the capture holds it. The caller owns the bytes, which must outlive the result. */
struct python_code_bytes {
    int minor; /* of version 3 */
    uint32_t first_line;
    const uint8_t *bytecode; /* since 3.11 as the interpreter has rewritten it, including caches */
    size_t bytecode_bytes;
    const uint8_t *line_table; /* co_lnotab up to 3.9, co_linetable since */
    size_t line_table_bytes;
    const uint8_t *origins; /* array of struct loopline_code_origin: lines are given as the template's */
    size_t origins_bytes;   /* 0: not compiled from a template */
};

struct python_code; /* lines and loops of one code object */

/*
 * Returns NULL if memory runs out, the code is larger than 64 MiB, or the version is unknown. Free with
 * python_code_free.
 */
struct python_code *python_code_read(const struct python_code_bytes *bytes);
void python_code_free(struct python_code *code); /* may be NULL */

/*
 * Returns the line of the instruction that covers a byte offset, which may be in its inline cache; 0: none.
 */
int python_code_line(const struct python_code *code, uint32_t offset);

/*
 * Returns the offset of an instruction on a line of the source, for a frame that is known to have called
 * something there: one in the innermost loop that the line lies in. The line of a `for` with a body on other
 * lines lies outside of it. UINT32_MAX: no instruction is on the line.
 */
uint32_t python_code_instruction_at_line(const struct python_code *code, int line);

/* Writes up to `capacity` loops around an offset, outermost first, and returns how many there are. */
size_t python_code_loops(const struct python_code *code, uint32_t offset, struct code_loop *loops,
                         size_t capacity);

/*
 * Returns true if with the instruction at `offset` a `for` or `async for` fetches its next item: what it
 * calls is the iterator, not the loop's body.
 */
bool python_code_fetches_item(const struct python_code *code, uint32_t offset);

/*
 * Finds the outermost loop around `offset` that does not hold `other`, and returns false if there is none. If
 * `other` fetches the next item of a loop, that loop does not hold it, unless `offset` is the same fetch.
 */
bool python_code_separating_loop(const struct python_code *code, uint32_t offset, uint32_t other,
                                 struct code_loop *loop);

#endif
