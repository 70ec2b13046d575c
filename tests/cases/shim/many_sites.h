/* Call sites by the thousand: a function called below `levels` calls, each from one of two lines. */
#ifndef LOOPLINE_CASE_MANY_SITES_H
#define LOOPLINE_CASE_MANY_SITES_H

#include "case.h"

typedef int (*site_function)(void);

/* The bits of `path` say which of the two lines; 2 to the power of `levels` stacks can be told apart. */
static NOINLINE int descend(site_function function, int levels, unsigned path) {
    int status;
    if (levels == 0) {
        status = function();
    } else if (path & 1) {
        status = descend(function, levels - 1, path >> 1);
        __asm__ volatile("nop"); /* neither a tail call nor one line for both */
    } else {
        status = descend(function, levels - 1, path >> 1);
        __asm__ volatile("nop; nop");
    }
    return status;
}

#endif
