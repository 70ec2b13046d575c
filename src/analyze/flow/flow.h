/*
 * The line of an instruction and the loops around it, from the normal form that all runtimes but CPython
 * write (struct loopline_code in capture.h).
 *
 * The input need not be well-formed: unsorted entries are sorted, and impossible loops are left out. Once
 * read, any thread may use it.
 */
#ifndef LOOPLINE_ANALYZE_FLOW_H
#define LOOPLINE_ANALYZE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/code_loop.h"

struct flow_code; /* lines and loops of one function */

/*
 * Reads the bytes of the two arrays, of any alignment; they may be freed afterwards. An incomplete last entry
 * is left out. Returns NULL if memory runs out or there are more entries than any function has. Free the
 * result with flow_code_free.
 */
struct flow_code *flow_code_read(const uint8_t *lines, size_t line_bytes, const uint8_t *loops,
                                 size_t loop_bytes);
void flow_code_free(struct flow_code *code); /* may be NULL */

/* Returns the line of an instruction; 0: none. */
int flow_code_line(const struct flow_code *code, uint32_t instruction);

/* Writes up to `capacity` loops around an instruction, outermost first, and returns how many there are. */
size_t flow_code_loops(const struct flow_code *code, uint32_t instruction, struct code_loop *loops,
                       size_t capacity);

/*
 * Returns true if with this instruction its innermost loop fetches the next item: the first instruction of a
 * loop of several (PHP's FE_FETCH). What it calls is the iterator, not the loop's body.
 */
bool flow_code_fetches_item(const struct flow_code *code, uint32_t instruction);

/*
 * Finds the outermost loop around `instruction` that does not hold `other`, and returns false if there is
 * none. If `other` fetches the next item of a loop, that loop does not hold it, unless `instruction` is the
 * same fetch.
 */
bool flow_code_separating_loop(const struct flow_code *code, uint32_t instruction, uint32_t other,
                               struct code_loop *loop);

#endif
