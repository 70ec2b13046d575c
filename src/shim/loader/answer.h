/*
 * What C tells the assembler of dlsym, in a file that both can read.
 */
#ifndef LOOPLINE_SHIM_LOADER_ANSWER_H
#define LOOPLINE_SHIM_LOADER_ANSWER_H

/* Answer NULL: what the real dlsym found would be this library's own function. No address: it is the last. */
#define LOADER_ABSENT (-1)

#endif
