/* Reads the host's objects in place, at offsets of any alignment. The memory must be readable. Any thread. */
#ifndef LOOPLINE_STACK_HOST_MEMORY_H
#define LOOPLINE_STACK_HOST_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline const void *pointer_at(const void *base, size_t offset) {
    const void *value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

static inline uint32_t number_at(const void *base, size_t offset) {
    uint32_t value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

#endif
