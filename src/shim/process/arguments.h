/*
 * The program's arguments with their values masked. A report says which program ran, but arguments may hold
 * statements, passwords and names. What is masked here is in no capture.
 */
#ifndef LOOPLINE_SHIM_PROCESS_ARGUMENTS_H
#define LOOPLINE_SHIM_PROCESS_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

struct masked_arguments {
    uint32_t count; /* number of strings */
    uint32_t bytes; /* length of all strings, including their NULs */
    char strings[2048];
};

/*
 * Keeps what cannot be a secret: the program's name; one-letter options; known long options, module names
 * after -m and known subcommands; and the first other argument if it is the path of an existing file (an
 * interpreter's script). "--host=x" becomes "--host=?", every other argument "?". What does not fit is left
 * out. With `all` (LOOPLINE_ARGV=1) every argument is kept as it is. Once, from the constructor.
 */
void arguments_mask(int argc, char **argv, bool all, struct masked_arguments *result);

#endif
