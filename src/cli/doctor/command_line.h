/*
 * From what a user types to the file that the kernel starts: PATH, then `#!` lines and `env`, to the end.
 */
#ifndef LOOPLINE_CLI_DOCTOR_COMMAND_LINE_H
#define LOOPLINE_CLI_DOCTOR_COMMAND_LINE_H

#include <stddef.h>

#include "diagnosis.h"

/*
 * Looks up `name` as execvp(3) does: as a path where it holds a slash, else in PATH. Returns a path that the
 * caller frees. NULL with errno ENOENT (nothing of the name), EACCES (found, but none may be executed) or
 * ENOMEM.
 */
char *doctor_find_in_path(const char *name);

/*
 * The interpreter of the script at `path`, as its first line tells it, looked up where it is `env`'s
 * argument. Returns a path that the caller frees, or NULL with errno 0 where the file is no script, else as
 * above.
 */
char *doctor_interpreter_of(const char *path);

/*
 * The program that runs in the end when `name` is started; caller frees. Adds a note for each script on the
 * way. On NULL the reason has been said on standard error.
 */
char *doctor_resolve(const char *name, struct doctor_diagnosis *diagnosis);

#endif
