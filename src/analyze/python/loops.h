/*
 * The loops of a CPython code object, as a tree.
 *
 * A loop consists of the instructions on the paths of control flow from the target of a backward jump to that
 * jump. Code that only leaves it (`return`, `break`) is not part of it, wherever it is. An exception handler
 * that continues the loop is, although compilers since 3.11 put it after the loop. One thread at a time.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_LOOPS_H
#define LOOPLINE_ANALYZE_PYTHON_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instructions.h"
#include "lines.h"

#define PYTHON_NO_LOOP UINT32_MAX

struct python_loop_node {
    uint32_t start;    /* index of the instruction that the loop jumps back to */
    uint32_t end;      /* index of the last instruction that jumps back */
    uint32_t parent;   /* index of the loop around it, or PYTHON_NO_LOOP */
    int header_line;   /* 0: unknown */
    bool is_iteration; /* `for`, `async for` or a comprehension; else `while` */
};

struct python_loops {
    struct python_loop_node *list;
    uint32_t count;
    uint32_t *innermost; /* per instruction: index of its innermost loop, or PYTHON_NO_LOOP */
};

/*
 * Takes linear time. Returns false if memory runs out. Free the result with python_loops_free, also after a
 * failure.
 */
bool python_loops_find(struct python_loops *loops, const struct python_instructions *instructions,
                       const struct python_lines *lines);
void python_loops_free(struct python_loops *loops);

#endif
