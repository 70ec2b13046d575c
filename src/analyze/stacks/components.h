/*
 * Recognises packages and shared libraries by name: frameworks, drivers and runtimes, which are not the
 * application. Used only if a program has no code of its own on a stack. Any thread.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_COMPONENTS_H
#define LOOPLINE_ANALYZE_STACKS_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns the name of the Python package that `file` belongs to, `*length` bytes within `file`: the folder
 * below site-packages or dist-packages. NULL: none, as for the standard library.
 */
const char *component_package(const char *file, size_t *length);

/* Returns true for a known framework, a driver, or a tool that runs other people's code. */
bool component_is_known_package(const char *name, size_t length);

/* Returns true for a package that only talks to databases. */
bool component_is_driver_package(const char *name, size_t length);

/* Returns true for a file of an application that a framework ships (Django's contrib, with its admin). */
bool component_is_shipped_application(const char *file);

/*
 * Returns true if two shared libraries belong together: they are in a folder of their own, or their names
 * begin with the same word (libsvn_client-1.so.1, libsvn_wc-1.so.1).
 */
bool component_is_of_family(const char *path, const char *other);

/* Like component_is_known_package, for a shared library, by its file name. */
bool component_is_known_library(const char *path);

/*
 * Returns true for a function of the C library that starts the program. `function` may be NULL. glibc's
 * __libc_start_main runs main once. Its call of __libc_start_call_main never returns, which the bytes do not
 * tell: the code behind it jumps back to before it (2.34 and later, x86-64).
 */
bool component_starts_program(const char *function);

#endif
