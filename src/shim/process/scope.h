/*
 * Which programs are recorded: LOOPLINE_ONLY and LOOPLINE_EXCEPT, comma-separated lists.
 *
 * An entry with a slash names a file, or all files below a folder; an entry without one names a program. Both
 * may hold shell wildcards (`python3*`). Every program that LOOPLINE_ONLY names is recorded. Without it all
 * programs are recorded except those that loopline/scope.h leaves out; `loopline run` records these too.
 */
#ifndef LOOPLINE_SHIM_PROCESS_SCOPE_H
#define LOOPLINE_SHIM_PROCESS_SCOPE_H

#include <stdbool.h>

/*
 * Returns true if the program is recorded. `executable` is its absolute path; `only` and `except` are the two
 * lists, NULL or empty if unset. `is_asked_for`: the user asked to record this program or the one that starts
 * it.
 */
bool scope_includes(const char *executable, const char *only, const char *except, bool is_asked_for);

#endif
