/*
 * Memory of the writer, straight from the kernel: the host's malloc is never called, so that a statement
 * run from inside an allocator, or under an instrumented one, changes nothing there.
 */
#ifndef LOOPLINE_HOST_MEMORY_H
#define LOOPLINE_HOST_MEMORY_H

#include <stddef.h>

/*
 * Zeroed private memory, touched lazily. NULL where the kernel gives none, where it would be a large part
 * of a bounded address space (RLIMIT_AS), or where the process has confined itself (libc/confined.h). Any
 * thread.
 */
void *memory_map(size_t bytes);
void memory_unmap(void *address, size_t bytes); /* NULL is fine */

/* A bump allocator over mapped blocks; single-threaded; nothing is given back but all of it at once. */
struct arena {
    struct arena_block *blocks;
    size_t used;  /* in the newest block */
    size_t total; /* bytes mapped */
    size_t limit; /* bound on `total`; 0: none */
};

/* Zeroed, aligned to 16 bytes, owned by the arena; NULL when the limit or the kernel says no. */
void *arena_allocate(struct arena *arena, size_t bytes);
void arena_release(struct arena *arena);

#endif
