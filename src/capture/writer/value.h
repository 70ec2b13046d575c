/*
 * A value, as the writer sees it: a number that equals that of every equal value, and 0 for NULL. Its lowest
 * bits say what the value is good for.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_VALUE_H
#define LOOPLINE_CAPTURE_WRITER_VALUE_H

#include <stdint.h>

enum {
    VALUE_KEY = 1,  /* it could identify a row: a number, a UUID, short text */
    VALUE_WIDE = 2, /* two unrelated values of its kind hardly meet by chance */
};

enum { VALUES_LIMIT = 16 }; /* parameters of one execution that are looked at */

#endif
