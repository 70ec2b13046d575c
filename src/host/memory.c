#include "memory.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "libc/confined.h"

enum { ARENA_BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t bytes;
};

/* What is taken here of a bounded address space, the host cannot have: a large piece is done without. */
static bool leaves_room(size_t bytes) {
    struct rlimit limit;
    if (bytes <= ARENA_BLOCK_BYTES || getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    return bytes <= limit.rlim_cur / 16;
}

void *memory_map(size_t bytes) {
    if (process_is_confined() || !leaves_room(bytes))
        return NULL;
    void *address =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return address == MAP_FAILED ? NULL : address;
}

void memory_unmap(void *address, size_t bytes) {
    if (address && !process_is_confined())
        munmap(address, bytes);
}

static size_t round_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

static struct arena_block *add_block(struct arena *arena, size_t bytes) {
    const size_t wanted = round_up(bytes + sizeof(struct arena_block), ARENA_BLOCK_BYTES);
    if (arena->limit && arena->total + wanted > arena->limit)
        return NULL;
    struct arena_block *block = memory_map(wanted);
    if (!block)
        return NULL;
    block->bytes = wanted;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->used = round_up(sizeof *block, 16);
    arena->total += wanted;
    return block;
}

void *arena_allocate(struct arena *arena, size_t bytes) {
    const size_t size = round_up(bytes, 16);
    struct arena_block *block = arena->blocks;
    if (!block || block->bytes - arena->used < size)
        block = add_block(arena, size + 16);
    if (!block)
        return NULL;
    void *result = (char *)block + arena->used;
    arena->used += size;
    return result;
}

void arena_release(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *next = block->next;
        memory_unmap(block, block->bytes);
        block = next;
    }
    arena->blocks = NULL;
    arena->used = arena->total = 0;
}
