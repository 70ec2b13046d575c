/*
 * Characters as UTF-8.
 */
#ifndef LOOPLINE_STACK_UTF8_H
#define LOOPLINE_STACK_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Writes a code point (up to 0x10ffff) as one to four bytes and returns how many. Any thread. */
static inline size_t utf8_put(char *to, uint32_t point) {
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    const size_t bytes = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = bytes - 1; i; i--, point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3f));
    to[0] = (char)((0xf00 >> bytes & 0xff) | point);
    return bytes;
}

#endif
