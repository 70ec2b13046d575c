/* Tells whether a Python file belongs to a library, by its folder. Any thread. */
#ifndef LOOPLINE_ANALYZE_PYTHON_LIBRARY_H
#define LOOPLINE_ANALYZE_PYTHON_LIBRARY_H

#include <stdbool.h>

/* Returns true for the standard library, site-packages and frozen modules, including extension modules. */
bool python_file_is_library(const char *file);

#endif
