/*
 * Reads the layout from the interpreter itself: from _Py_DebugOffsets at the start of _PyRuntime, which
 * CPython provides for debuggers and profilers since 3.13.
 */
#ifndef LOOPLINE_STACK_PYTHON_OFFSETS_H
#define LOOPLINE_STACK_PYTHON_OFFSETS_H

#include <stdbool.h>

#include "layout.h"

/*
 * Fills in `layout` from `runtime`, the address of _PyRuntime of 3.`minor`. Returns false if this version's
 * table is unknown or the table is not plausible; `layout` is then undefined. Any thread.
 */
bool python_offsets_read(const void *runtime, int minor, struct python_layout *layout);

#endif
