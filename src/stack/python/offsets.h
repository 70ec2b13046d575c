/*
 * The layout as the interpreter itself tells it: _Py_DebugOffsets at the start of _PyRuntime, which CPython
 * has for debuggers and profilers since 3.13.
 */
#ifndef LOOPLINE_STACK_PYTHON_OFFSETS_H
#define LOOPLINE_STACK_PYTHON_OFFSETS_H

#include <stdbool.h>

#include "layout.h"

/*
 * Fills `layout` in from `runtime`, the address of _PyRuntime of 3.`minor`. False: not a version whose table
 * is known, or no table that makes sense; `layout` is undefined then.
 */
bool python_offsets_read(const void *runtime, int minor, struct python_layout *layout);

#endif
