/*
 * Which programs are recorded: LOOPLINE_ONLY and LOOPLINE_EXCEPT, lists with commas between.
 *
 * An entry with a slash means a file, or all files below a folder; one without means a program's name. Both
 * may hold the marks of a shell (`python3*`). What LOOPLINE_ONLY names is recorded, whatever it is; without
 * it everything is but what loopline/scope.h leaves out, which `loopline run` records too.
 */
#ifndef LOOPLINE_SHIM_PROCESS_SCOPE_H
#define LOOPLINE_SHIM_PROCESS_SCOPE_H

#include <stdbool.h>

/*
 * `executable` is the program's absolute path; `only` and `except` the two lists, NULL or empty where unset.
 * `is_asked_for`: somebody asked for just this program, or for what starts it.
 */
bool scope_includes(const char *executable, const char *only, const char *except, bool is_asked_for);

#endif
