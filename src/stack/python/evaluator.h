/*
 * Where CPython's evaluator runs besides the function of that name. A compiler may move the instructions out
 * of that function (gcc 16 does in Debian's 3.14), and the tail-calling interpreter (3.14) has a function for
 * each instruction. Either way the table through which the evaluator finds the next instruction leads there.
 */
#ifndef LOOPLINE_STACK_PYTHON_EVALUATOR_H
#define LOOPLINE_STACK_PYTHON_EVALUATOR_H

#include <stddef.h>
#include <stdint.h>

#include "stack/runtime.h"

enum { PYTHON_EVALUATOR_PIECES_LIMIT = 256 };

/*
 * Writes the functions, or parts of functions, that hold the instructions, sorted by address and not
 * overlapping, and returns how many. Returns 0 if the evaluator, `bytes` long at `start`, is in one piece or
 * its table is not found. Reads the object that holds the evaluator, which must stay loaded. Any thread.
 */
size_t python_evaluator_pieces(uintptr_t start, size_t bytes,
                               struct code_segment pieces[PYTHON_EVALUATOR_PIECES_LIMIT]);

#endif
