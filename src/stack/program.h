/* The name of the program that this process runs. */
#ifndef LOOPLINE_STACK_PROGRAM_H
#define LOOPLINE_STACK_PROGRAM_H

#include <stdbool.h>

/*
 * Returns true if the program's file name begins with `beginning`: "python3.11" begins with "python", also
 * when run through a link in a virtual environment. Any thread.
 */
bool program_is_called(const char *beginning);

#endif
