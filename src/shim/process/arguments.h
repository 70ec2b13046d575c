/*
 * The program's arguments without the values in them: a report says which program ran, but arguments may hold
 * statements, passwords and names. What is left out here is in no capture.
 */
#ifndef LOOPLINE_SHIM_PROCESS_ARGUMENTS_H
#define LOOPLINE_SHIM_PROCESS_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

struct masked_arguments {
    uint32_t count; /* of strings */
    uint32_t bytes; /* of all strings with their NULs */
    char strings[2048];
};

/*
 * Keeps what cannot be a secret: the program's name; options of one letter; long options, module names after
 * -m and subcommands that are known; the first other argument where it is the path of a file that exists (the
 * script of an interpreter). "--host=x" becomes "--host=?", each other argument "?". What does not fit is
 * left out. `all` (LOOPLINE_ARGV=1): keeps every argument as it is.
 */
void arguments_mask(int argc, char **argv, bool all, struct masked_arguments *result);

#endif
