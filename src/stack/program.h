/*
 * The program that this process runs.
 */
#ifndef LOOPLINE_STACK_PROGRAM_H
#define LOOPLINE_STACK_PROGRAM_H

#include <stdbool.h>

/*
 * True where the name of its file begins so: "python3.11" with "python", also for a link to it in a virtual
 * environment. Any thread.
 */
bool program_is_called(const char *beginning);

#endif
