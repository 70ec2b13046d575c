/*
 * What a code object of CPython says about itself: the line of an instruction, and the loops around it.
 *
 * A loop is what can come round again: what leads, along the flow of control, from the target of a backward
 * jump to that jump, handlers of exceptions included where they go on with the loop, wherever they stand.
 * What only leaves the loop (`return`, what comes before `break`, `else`) is not part of it. The jumps of
 * `await` and `yield from` are left out: they wait, they do not repeat. All of it is read from the bytes in
 * the capture, for each version by its own rules; nothing here is trusted to be well-formed. Not thread-safe.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_CODE_H
#define LOOPLINE_ANALYZE_PYTHON_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/code_loop.h"

/* A code object as the capture holds it; the bytes are owned by the caller and outlive the result. */
struct python_code_bytes {
    int minor; /* of version 3 */
    uint32_t first_line;
    const uint8_t *bytecode; /* since 3.11 as the interpreter has rewritten it, caches included */
    size_t bytecode_bytes;
    const uint8_t *line_table; /* co_lnotab up to 3.9, co_linetable since */
    size_t line_table_bytes;
    const uint8_t *origins; /* of struct loopline_code_origin: lines are told as the template has them */
    size_t origins_bytes;   /* 0: it was not made from a template */
};

struct python_code; /* lines and loops of one code object */

/* NULL: out of memory, above 64 MiB, or a version that is not known here. Freed by python_code_free. */
struct python_code *python_code_read(const struct python_code_bytes *bytes);
void python_code_free(struct python_code *code); /* NULL is fine */

/* Line of the instruction that covers a byte offset (which may lie in its inline cache); 0: none. */
int python_code_line(const struct python_code *code, uint32_t offset);

/* The loops around an offset, outermost first: writes up to `capacity` and returns how many there are. */
size_t python_code_loops(const struct python_code *code, uint32_t offset, struct code_loop *loops,
                         size_t capacity);

/*
 * True where the instruction at `offset` is the one by which a `for` or `async for` fetches its next item:
 * what runs below it is the iterator, not the loop's body.
 */
bool python_code_fetches_item(const struct python_code *code, uint32_t offset);

/*
 * The outermost loop around `offset` that does not hold `other`; false: none. Where `other` fetches the next
 * item of a loop, it is not held by that loop, unless `offset` is the same fetch.
 */
bool python_code_separating_loop(const struct python_code *code, uint32_t offset, uint32_t other,
                                 struct code_loop *loop);

#endif
