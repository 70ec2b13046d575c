/*
 * Whether a file of Python is a library's, by where Python puts it. Thread-safe.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_LIBRARY_H
#define LOOPLINE_ANALYZE_PYTHON_LIBRARY_H

#include <stdbool.h>

/* The standard library, site-packages, frozen modules; also of extension modules. */
bool python_file_is_library(const char *file);

#endif
