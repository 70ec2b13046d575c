/*
 * What is known of Ruby by names: where libraries lie, which gems are drivers, which methods of its own
 * iterate, and how blocks are called after the method that they are written in. Thread-safe.
 */
#ifndef LOOPLINE_ANALYZE_RUBY_H
#define LOOPLINE_ANALYZE_RUBY_H

#include <stdbool.h>
#include <stddef.h>

/* The standard library, gems, what the interpreter has built in, and code made from strings. */
bool ruby_file_is_library(const char *file);

/* The gem that a file belongs to: `length` bytes of `file`. NULL: none. */
const char *ruby_package_of(const char *file, size_t *length);

/* A file of a gem that only carries statements to the database. */
bool ruby_file_is_driver(const char *file);

/*
 * True where the method of this name, written in C, calls what it is given once for each item. `callee` is
 * the name of the method or block that it has called, or NULL: what iterates over a collection by its `each`
 * calls that once, and the loop is in there.
 */
bool ruby_method_iterates(const char *method, const char *callee);

/* "block in page" is one of "page", "block (2 levels) in page" one of "block in page". */
bool ruby_is_block_of(const char *block, const char *owner);

#endif
