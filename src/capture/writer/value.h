/*
 * A value, as the writer sees it, is a number: equal values have equal numbers, and NULL is 0. The lowest
 * bits say how much a match of this value proves.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_VALUE_H
#define LOOPLINE_CAPTURE_WRITER_VALUE_H

#include <stdint.h>

enum {
    VALUE_KEY = 1,  /* it could identify a row: a number, a UUID or short text */
    VALUE_WIDE = 2, /* unrelated values of its kind rarely match by chance */
};

enum { VALUES_LIMIT = 16 }; /* parameters of an execution that are kept */

#endif
