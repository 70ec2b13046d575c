/*
 * CPython 3.8 to 3.14, free-threaded builds included. Other versions are recorded as unknown, and their
 * frames are not read.
 */
#ifndef LOOPLINE_STACK_PYTHON_RUNTIME_H
#define LOOPLINE_STACK_PYTHON_RUNTIME_H

#include "stack/runtime.h"

extern const struct runtime python_runtime;

#endif
