/*
 * Where CPython's evaluator runs, besides the function that has its name. A compiler may move the
 * instructions out of it (gcc 16 does so in Debian's 3.14), and an interpreter of tail calls (3.14) has a
 * function for each of them. Either way the table by which the evaluator finds the next instruction leads
 * there.
 */
#ifndef LOOPLINE_STACK_PYTHON_EVALUATOR_H
#define LOOPLINE_STACK_PYTHON_EVALUATOR_H

#include <stddef.h>
#include <stdint.h>

#include "stack/runtime.h"

enum { PYTHON_EVALUATOR_PIECES_LIMIT = 256 };

/*
 * Writes the functions, or parts of one, that hold the instructions, in order of address and apart from each
 * other, and returns how many; 0 where the evaluator, at `start`, is whole, or its table is not found. Reads
 * the object that the evaluator is in, which must stay loaded. Any thread.
 */
size_t python_evaluator_pieces(uintptr_t start, size_t bytes,
                               struct code_segment pieces[PYTHON_EVALUATOR_PIECES_LIMIT]);

#endif
