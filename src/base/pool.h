/*
 * The command's memory: all allocations of a pool live until the pool is freed.
 *
 * When memory runs out, these functions print a message on standard error and exit with status 4: there is no
 * report left to save. The sizes of the files that were read bound every request. Never linked into the shim.
 * A pool belongs to one thread.
 */
#ifndef LOOPLINE_BASE_POOL_H
#define LOOPLINE_BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

/* Prints that memory ran out and exits with status 4. */
_Noreturn void end_out_of_memory(void);

/* Formats like vprintf. The caller frees the text. Never NULL. */
char *format_text_of(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

struct pool_block;

/* A pool is empty when all zero. */
struct pool {
    struct pool_block *newest;
};

/* Returns `count` zeroed items of `item_bytes` bytes each. Never NULL, even for 0 bytes. */
void *pool_allocate(struct pool *pool, size_t count, size_t item_bytes);

/*
 * Makes room for one more item after the first `count`. Returns `items`, or a larger copy with `*capacity`
 * updated (the old array lives on until the pool is freed). New items are zeroed. `items` may be NULL while
 * `*capacity` is 0.
 */
void *pool_grow(struct pool *pool, void *items, size_t count, size_t *capacity, size_t item_bytes);

/* Returns a NUL-terminated copy of `length` bytes. A NUL within becomes the character SUBSTITUTE (0x1a). */
char *pool_copy_text(struct pool *pool, const char *text, size_t length);

/* Returns an exact copy of `length` bytes. Never NULL, even for 0 bytes. */
void *pool_copy_bytes(struct pool *pool, const void *bytes, size_t length);

/* Formats like printf into a NUL-terminated text. */
char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees everything. The pool is then empty and may be used again. */
void pool_free(struct pool *pool);

#endif
