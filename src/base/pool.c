#include "pool.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One allocation. Blocks are not shared, so that AddressSanitizer sees every bound. */
struct pool_block {
    struct pool_block *older;
    max_align_t content[];
};

_Noreturn void end_out_of_memory(void) {
    fputs("loopline: out of memory\n", stderr);
    exit(4);
}

char *format_text_of(const char *format, va_list arguments) {
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        end_out_of_memory();
    return text;
}

void *pool_allocate(struct pool *pool, size_t count, size_t item_bytes) {
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct pool_block), &bytes))
        end_out_of_memory();
    struct pool_block *block = calloc(1, bytes);
    if (!block)
        end_out_of_memory();
    block->older = pool->newest;
    pool->newest = block;
    return block->content;
}

void *pool_grow(struct pool *pool, void *items, size_t count, size_t *capacity, size_t item_bytes) {
    if (count < *capacity)
        return items;
    const size_t larger = *capacity ? *capacity * 2 : 8;
    void *copy = pool_allocate(pool, larger, item_bytes);
    if (count)
        memcpy(copy, items, count * item_bytes);
    *capacity = larger;
    return copy;
}

char *pool_copy_text(struct pool *pool, const char *text, size_t length) {
    char *copy = pool_allocate(pool, length + 1, 1);
    for (size_t i = 0; i < length; i++)
        copy[i] = text[i] ? text[i] : '\x1a';
    return copy;
}

void *pool_copy_bytes(struct pool *pool, const void *bytes, size_t length) {
    void *copy = pool_allocate(pool, length, 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *pool_format(struct pool *pool, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return pool_copy_text(pool, "", 0);
    char *text = pool_allocate(pool, (size_t)length + 1, 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void pool_free(struct pool *pool) {
    struct pool_block *block = pool->newest;
    while (block) {
        struct pool_block *older = block->older;
        free(block);
        block = older;
    }
    pool->newest = NULL;
}
