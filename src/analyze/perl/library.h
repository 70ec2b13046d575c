/*
 * Whose is a file of Perl? Modules lie below the directories of @INC, which are named alike wherever Perl is
 * installed.
 */
#ifndef LOOPLINE_ANALYZE_PERL_LIBRARY_H
#define LOOPLINE_ANALYZE_PERL_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True for a module that is installed, and for a text that was evaluated: what it says stands in no file that
 * the reader could change.
 */
bool perl_file_is_library(const char *file);

/* True for DBI, its drivers, and what only wraps them. */
bool perl_file_is_driver(const char *file);

/*
 * The first part of the name of an installed module's package ("Munin" of …/perl5/Munin/Node.pm), which ends
 * within `file`; `length` is set. NULL: the file is no such module's.
 */
const char *perl_package_of_file(const char *file, size_t *length);

/* True for a package that is a framework or a tool for programmers: no application. */
bool perl_package_is_known(const char *name, size_t length);

#endif
