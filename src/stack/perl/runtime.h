/*
 * Perl 5.30 to 5.42, with threads and without. Other versions are recorded as unknown, and their frames are
 * not read.
 */
#ifndef LOOPLINE_STACK_PERL_H
#define LOOPLINE_STACK_PERL_H

#include "stack/runtime.h"

extern const struct runtime perl_runtime;

#endif
