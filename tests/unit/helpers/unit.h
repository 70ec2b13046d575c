/* cmocka, and what it needs to have been included before. */
#ifndef LOOPLINE_UNIT_HELPERS_UNIT_H
#define LOOPLINE_UNIT_HELPERS_UNIT_H

// IWYU pragma: begin_exports
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
// IWYU pragma: end_exports

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
