/*
 * The program's arguments without the values in them: a report says which program ran, but arguments may hold
 * statements, passwords and names.
 */
#ifndef LOOPLINE_SHIM_PROCESS_ARGUMENTS_H
#define LOOPLINE_SHIM_PROCESS_ARGUMENTS_H

#include <stdint.h>

struct masked_arguments {
    uint32_t count; /* of strings */
    uint32_t bytes; /* of all strings with their NULs */
    char strings[2048];
};

/*
 * Keeps the program's name, bare options ("-v", "--verbose"), the name after -m, and the first other argument
 * where it is the path of a file that exists (the script of an interpreter); each other argument becomes "?",
 * and "--x=y" becomes "--x=?". What does not fit is left out.
 */
void arguments_mask(int argc, char **argv, struct masked_arguments *result);

#endif
