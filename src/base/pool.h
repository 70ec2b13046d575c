/*
 * Memory of the command: a pool whose allocations live as long as the model that they make up.
 *
 * Out of memory there is no report to save, so these functions do not return then: they say so on standard
 * error and exit with status 2. What is asked for is always bounded by the size of the files that were read.
 * Never linked into the shim. A pool belongs to one thread.
 */
#ifndef LOOPLINE_BASE_POOL_H
#define LOOPLINE_BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

/* Says that memory ran out, and ends the command with status 2. */
_Noreturn void end_out_of_memory(void);

/* A text made as by vprintf, which the caller frees. Never NULL. */
char *format_text_of(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

struct pool_block;

/* All zero is an empty one. */
struct pool {
    struct pool_block *newest;
};

/* `count` items of `item_bytes`, zeroed. Never NULL, also for nothing. */
void *pool_allocate(struct pool *pool, size_t count, size_t item_bytes);

/*
 * Makes room for one more item behind the `count` that there are: returns `items`, or a larger copy of them
 * (the old one stays until the pool is freed) with `*capacity` updated. New items are zeroed. `items` may
 * be NULL while `*capacity` is 0.
 */
void *pool_grow(struct pool *pool, void *items, size_t count, size_t *capacity, size_t item_bytes);

/* A NUL-terminated copy of `length` bytes; a NUL within becomes the character SUBSTITUTE (0x1a). */
char *pool_copy_text(struct pool *pool, const char *text, size_t length);

/* A copy of `length` bytes of any kind. Never NULL, also for nothing. */
void *pool_copy_bytes(struct pool *pool, const void *bytes, size_t length);

/* A NUL-terminated text made as by printf. */
char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees everything; the pool is empty afterwards and may be used again. */
void pool_free(struct pool *pool);

#endif
