/*
 * What packages and shared libraries are by their names: frameworks, drivers and runtimes, which no
 * application is made of. Asked only where a program has no code of its own on a stack.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_COMPONENTS_H
#define LOOPLINE_ANALYZE_STACKS_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The package of Python that `file` belongs to, by the name below site-packages or dist-packages; NULL: none
 * (the standard library's, say). `length` is set to that of the name, which ends within `file`.
 */
const char *component_package(const char *file, size_t *length);

/* True for a package that is a known framework, a driver, or a tool that runs other people's code. */
bool component_is_known_package(const char *name, size_t length);

/* True for a package that programs talk to a database through, and nothing else. */
bool component_is_driver_package(const char *name, size_t length);

/* True for a file of an application that a framework brings along (Django's contrib, with its admin). */
bool component_is_shipped_application(const char *file);

/*
 * Whether two shared libraries are parts of one thing: they lie in a folder of their own, or their names
 * begin with one word (libsvn_client-1.so.1, libsvn_wc-1.so.1).
 */
bool component_is_of_family(const char *path, const char *other);

/* As component_is_known_package, for a shared library, by the name of its file. */
bool component_is_known_library(const char *path);

#endif
