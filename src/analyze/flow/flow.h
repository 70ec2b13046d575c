/*
 * What a function of an interpreter says about itself in the normal form that all runtimes but CPython write
 * (struct loopline_code in capture.h): the line of an instruction, and the loops around it.
 *
 * Nothing here is trusted to be well-formed: entries out of order are put in order, loops without sense are
 * left out. Thread-safe once read.
 */
#ifndef LOOPLINE_ANALYZE_FLOW_H
#define LOOPLINE_ANALYZE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/code_loop.h"

struct flow_code; /* lines and loops of one function */

/*
 * `lines` and `loops`: the bytes of the two arrays, of any alignment, not kept; an incomplete last entry is
 * left out. NULL: out of memory, or more entries than any function has. Freed by flow_code_free.
 */
struct flow_code *flow_code_read(const uint8_t *lines, size_t line_bytes, const uint8_t *loops,
                                 size_t loop_bytes);
void flow_code_free(struct flow_code *code); /* NULL is fine */

/* Line of an instruction; 0: none. */
int flow_code_line(const struct flow_code *code, uint32_t instruction);

/* The loops around an instruction, outermost first: writes up to `capacity`, returns how many there are. */
size_t flow_code_loops(const struct flow_code *code, uint32_t instruction, struct code_loop *loops,
                       size_t capacity);

/*
 * True where the instruction is the one by which its innermost loop fetches the next item: the first of a
 * loop of several instructions (PHP's FE_FETCH). What runs below it is the iterator, not the loop's body.
 */
bool flow_code_fetches_item(const struct flow_code *code, uint32_t instruction);

/*
 * The outermost loop around `instruction` that does not hold `other`; false: none. Where `other` fetches the
 * next item of a loop, it is not held by that loop, unless `instruction` is the same fetch.
 */
bool flow_code_separating_loop(const struct flow_code *code, uint32_t instruction, uint32_t other,
                               struct code_loop *loop);

#endif
