/* What C returns to the assembler of dlsym; both include this file. */
#ifndef LOOPLINE_SHIM_LOADER_ANSWER_H
#define LOOPLINE_SHIM_LOADER_ANSWER_H

/*
 * dlsym must return NULL: all that the real dlsym could find is the shim's own function. (-1 is the last byte
 * of the address space, which is never a function's address.)
 */
#define LOADER_ABSENT (-1)

#endif
