/*
 * What PHP's files and functions are by their names. Thread-safe.
 */
#ifndef LOOPLINE_ANALYZE_PHP_LIBRARY_H
#define LOOPLINE_ANALYZE_PHP_LIBRARY_H

#include <stdbool.h>

/* A package that Composer, PEAR or the distribution has installed, and code that something made up as it ran.
 */
bool php_file_is_library(const char *file);

/* A file of a package that only carries statements to the database. */
bool php_file_is_driver(const char *file);

/*
 * A function of the engine or of an extension that calls what it is given once for each of several items:
 * array_map, usort, json_encode. `callee` is not asked for.
 */
bool php_function_iterates(const char *function, const char *callee);

/* One by which a generator or a fiber goes on, with the code of its own that yields or suspends next. */
bool php_function_pulls(const char *function);

#endif
