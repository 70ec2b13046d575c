/*
 * The shim's memory, taken directly from the kernel. The host's malloc is never called, so a statement that
 * runs inside an allocator, or under an instrumented one, changes nothing there.
 */
#ifndef LOOPLINE_HOST_MEMORY_H
#define LOOPLINE_HOST_MEMORY_H

#include <stddef.h>

/*
 * Returns zeroed private memory that takes no pages until it is touched. NULL if the kernel refuses, if
 * `bytes` is a large part of a limited address space (RLIMIT_AS), or if the process has confined itself
 * (libc/confined.h). Any thread.
 */
void *memory_map(size_t bytes);
void memory_unmap(void *address,
                  size_t bytes); /* any thread; `address` may be NULL; does nothing in a confined process */

/*
 * A bump allocator over mapped blocks. One thread at a time; memory is released all at once. An arena is
 * empty when all zero.
 */
struct arena {
    struct arena_block *blocks;
    size_t used;  /* in the newest block */
    size_t total; /* bytes mapped */
    size_t limit; /* upper limit of `total`; 0: none */
};

/*
 * Returns zeroed memory, aligned to 16 bytes and owned by the arena. NULL if the limit is reached or
 * memory_map fails.
 */
void *arena_allocate(struct arena *arena, size_t bytes);
/* Unmaps all blocks. The arena is then empty and may be used again; its limit stays. */
void arena_release(struct arena *arena);

#endif
