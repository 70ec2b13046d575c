/* What PHP's files and functions are, by their names. All functions: any thread. */
#ifndef LOOPLINE_ANALYZE_PHP_LIBRARY_H
#define LOOPLINE_ANALYZE_PHP_LIBRARY_H

#include <stdbool.h>

/*
 * Returns true for a package that Composer, PEAR or the distribution installed, and for code generated at run
 * time.
 */
bool php_file_is_library(const char *file);

/* Returns true for a file of a package that only passes statements on to the database. */
bool php_file_is_driver(const char *file);

/*
 * Returns true for a function of the engine or of an extension that calls its argument for each of several
 * items: array_map, usort, json_encode. `callee` is ignored.
 */
bool php_function_iterates(const char *function, const char *callee);

/*
 * Returns true for a function that resumes a generator or a fiber: what it runs is that one's own code, up to
 * its next yield or suspend.
 */
bool php_function_pulls(const char *function);

#endif
