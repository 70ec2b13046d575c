/*
 * Tells Perl's installed modules from the program's own files. Modules are below the directories of @INC,
 * which have similar names in every installation. All functions: any thread; `file` is a path and not NULL.
 */
#ifndef LOOPLINE_ANALYZE_PERL_LIBRARY_H
#define LOOPLINE_ANALYZE_PERL_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns true for an installed module, and for a string eval, which is in no file that the user could
 * change.
 */
bool perl_file_is_library(const char *file);

/* Returns true for DBI, its drivers and modules that only wrap them. */
bool perl_file_is_driver(const char *file);

/*
 * Returns the first part of an installed module's package name ("Munin" of …/perl5/Munin/Node.pm), of the
 * programs in App:: the first two ("App/Sqitch"), which points into `file`, and sets `*length`. NULL if the
 * file is not an installed module.
 */
const char *perl_package_of_file(const char *file, size_t *length);

/* Returns true if the package is a framework or a developer's tool, and so not an application. */
bool perl_package_is_known(const char *name, size_t length);

#endif
