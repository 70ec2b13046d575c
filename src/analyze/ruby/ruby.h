/*
 * What Ruby's names tell: where libraries are installed, which gems are drivers, which methods written in C
 * iterate, and which method a block belongs to. All functions: any thread.
 */
#ifndef LOOPLINE_ANALYZE_RUBY_H
#define LOOPLINE_ANALYZE_RUBY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns true for the standard library, gems, the interpreter's built-in code, and code made from strings.
 */
bool ruby_file_is_library(const char *file);

/* Returns the name of the gem that a file belongs to, `*length` bytes within `file`. NULL: none. */
const char *ruby_package_of(const char *file, size_t *length);

/* Returns true for a file of a gem that only passes statements on to the database. */
bool ruby_file_is_driver(const char *file);

/*
 * Returns true if the method of this name, written in C, calls its block once for each item. `callee` is the
 * name of the method or block that it called, or NULL: a method that iterates by means of the collection's
 * `each` calls `each` once, and the loop is in there.
 */
bool ruby_method_iterates(const char *method, const char *callee);

/*
 * Returns true if the block belongs to `owner`: "block in page" belongs to "page", "block (2 levels) in page"
 * to "block in page".
 */
bool ruby_is_block_of(const char *block, const char *owner);

/*
 * Returns the length of the name for people that a block which is a method has in front: that of "GET /posts"
 * in "GET /posts: block in <main>" (stack/ruby/runtime.c). 0: it has none.
 */
size_t ruby_route_length(const char *name);

#endif
