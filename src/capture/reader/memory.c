#include "capture/reader/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One allocation. Blocks are not shared, so that AddressSanitizer sees every bound. */
struct arena_block {
    struct arena_block *older;
    max_align_t content[];
};

static _Noreturn void die_without_memory(void) {
    fputs("loopline: out of memory\n", stderr);
    exit(2);
}

void *arena_allocate(struct arena *arena, size_t count, size_t item_bytes) {
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct arena_block), &bytes))
        die_without_memory();
    struct arena_block *block = calloc(1, bytes);
    if (!block)
        die_without_memory();
    block->older = arena->newest;
    arena->newest = block;
    return block->content;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_bytes) {
    if (count < *capacity)
        return items;
    const size_t larger = *capacity ? *capacity * 2 : 8;
    void *copy = arena_allocate(arena, larger, item_bytes);
    if (count)
        memcpy(copy, items, count * item_bytes);
    *capacity = larger;
    return copy;
}

char *arena_copy_text(struct arena *arena, const char *text, size_t length) {
    char *copy = arena_allocate(arena, length + 1, 1);
    for (size_t i = 0; i < length; i++)
        copy[i] = text[i] ? text[i] : '\x1a';
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return arena_copy_text(arena, "", 0);
    char *text = arena_allocate(arena, (size_t)length + 1, 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void arena_free(struct arena *arena) {
    struct arena_block *block = arena->newest;
    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena->newest = NULL;
}
