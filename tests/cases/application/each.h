/* A library's function that calls the program back for each number below `count`. */
#ifndef LOOPLINE_CASE_EACH_H
#define LOOPLINE_CASE_EACH_H

int each(int count, int (*visit)(void *context, int number), void *context);

/* The same for 0 alone; never 0. */
int once(int (*visit)(void *context, int number), void *context);

#endif
