/* Comparing numbers. */
#ifndef LOOPLINE_BASE_NUMBERS_H
#define LOOPLINE_BASE_NUMBERS_H

#include <stdint.h>

/* For qsort: negative, 0 or positive as `a` is less than, equal to or greater than `b`. */
static inline int compare_numbers(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* The smaller of the two. */
static inline uint64_t at_most(uint64_t value, uint64_t limit) {
    return value < limit ? value : limit;
}

#endif
