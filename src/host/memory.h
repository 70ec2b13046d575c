/*
 * The shim's memory, taken directly from the kernel. The host's malloc is never called, so a statement that
 * runs inside an allocator, or under an instrumented one, changes nothing there.
 *
 * All of it is counted and bounded: MEMORY_BOUND in a process, the mapped capture included, and a small part
 * of each limit of the process (addresses, data, locked memory). At the bound Loopline first does without
 * detail (values, remembered walks), then without new call sites.
 */
#ifndef LOOPLINE_HOST_MEMORY_H
#define LOOPLINE_HOST_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Of detail no more is taken once Loopline as a whole has this much; beyond it call sites still find room. */
#define MEMORY_BOUND ((uint64_t)64 << 20)
#define MEMORY_DETAIL_BOUND (MEMORY_BOUND / 2)

/*
 * Returns zeroed private memory that takes no pages until it is touched. NULL if the kernel refuses, if
 * Loopline would have more than its bound or than a small part of a limit, or if the process has confined
 * itself (libc/confined.h). Any thread.
 */
void *memory_map(size_t bytes);
/* The same for what a recording can do without. Any thread. */
void *memory_map_detail(size_t bytes);
/* The same for what the report at the end needs for a moment: Loopline's own bound does not apply. Any
 * thread. */
void *memory_map_at_end(size_t bytes);
void memory_unmap(void *address,
                  size_t bytes); /* any thread; `address` may be NULL; does nothing in a confined process */

/* Maps a piece of a file, shared. Returns NULL with errno set if there is no memory. Any thread. */
void *memory_map_file(int descriptor, uint64_t start, size_t bytes);
void memory_unmap_file(void *address, size_t bytes);

/* Sets the bound. A capture of more than the usual capacity comes on top of MEMORY_BOUND. Any thread. */
void memory_set_bound(uint64_t bytes);

struct memory_account {
    uint64_t bytes;   /* mapped now */
    uint64_t most;    /* mapped at any time */
    uint64_t refused; /* pieces that Loopline did without */
};
struct memory_account memory_account(void); /* any thread */

/* Call in the child of a fork: what its parent had mapped does not count for the child. */
void memory_forget_parents(void);

/*
 * A bump allocator over mapped blocks. One thread at a time; memory is released all at once. An arena is
 * empty when all zero.
 */
struct arena {
    struct arena_block *blocks;
    size_t used;                /* in the newest block */
    size_t total;               /* bytes mapped */
    size_t limit;               /* upper limit of `total`; 0: none */
    void *(*map)(size_t bytes); /* memory_map_detail, or NULL for memory_map */
};

/*
 * Returns zeroed memory, aligned to 16 bytes and owned by the arena. NULL if the limit is reached or
 * memory_map fails.
 */
void *arena_allocate(struct arena *arena, size_t bytes);
/* Makes sure that this many bytes are ready, if there is memory. */
void arena_reserve(struct arena *arena, size_t bytes);

/* Unmaps all blocks. The arena is then empty and may be used again; its limit stays. */
void arena_release(struct arena *arena);

#endif
