#include "memory.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "libc/confined.h"
#include "libc/locked.h"

/* Of a limit that the process has, Loopline takes one part in so many: what it takes, the host cannot have.
 */
enum { PART_OF_A_LIMIT = 16 };

/* An arena's first block is small, most threads do little; then each is twice the one before. */
enum { ARENA_FIRST_BLOCK = 4 * 1024, ARENA_BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t bytes;
};

/* The module's state. Atomic. */
static struct {
    uint64_t private_bytes;
    uint64_t file_bytes;
    uint64_t most;
    uint64_t refused;
    uint64_t bound; /* 0: MEMORY_BOUND */
} account;

static uint64_t read_counter(const uint64_t *counter) {
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static __attribute__((noinline)) bool is_small_part(int resource, uint64_t bytes) {
    struct rlimit limit;
    return getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
           bytes <= limit.rlim_cur / PART_OF_A_LIMIT;
}

/* Kernels count private writable memory as data (since 4.7), and everything as addresses. */
static inline __attribute__((always_inline)) bool is_within_bounds(uint64_t bytes, uint64_t bound) {
    const uint64_t data = read_counter(&account.private_bytes);
    const uint64_t all = data + read_counter(&account.file_bytes);
    if (bound == UINT64_MAX)
        return true;
    return all <= bound && is_small_part(RLIMIT_AS, all) && is_small_part(RLIMIT_DATA, data) &&
           (!process_locks_memory() || is_small_part(RLIMIT_MEMLOCK, bytes));
}

/* A child unmaps what it has from its parent, which is not in its account. */
static void count_back(uint64_t *counter, uint64_t bytes) {
    const uint64_t there = read_counter(counter);
    __atomic_fetch_sub(counter, bytes < there ? bytes : there, __ATOMIC_RELAXED);
}

/* Counted first, so that two threads do not both take what is left. In line, as add_block: the stack is the
 * host's. */
static inline __attribute__((always_inline)) bool count(uint64_t *counter, uint64_t bytes, uint64_t bound) {
    __atomic_fetch_add(counter, bytes, __ATOMIC_RELAXED);
    if (is_within_bounds(bytes, bound))
        return true;
    count_back(counter, bytes);
    __atomic_fetch_add(&account.refused, 1, __ATOMIC_RELAXED);
    errno = ENOMEM;
    return false;
}

static uint64_t bound_of_all(void) {
    const uint64_t bound = read_counter(&account.bound);
    return bound ? bound : MEMORY_BOUND;
}

static void note_most(void) {
    const uint64_t counted = read_counter(&account.private_bytes) + read_counter(&account.file_bytes);
    /* What another thread is about to be refused is counted, too. */
    const uint64_t all = counted < bound_of_all() ? counted : bound_of_all();
    uint64_t most = read_counter(&account.most);
    while (all > most &&
           !__atomic_compare_exchange_n(&account.most, &most, all, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
}

/* A process that keeps all of its memory locked means its own: ours would be in its way, and is let go. */
static void *taken(void *address, size_t bytes, uint64_t *counter) {
    if (address == MAP_FAILED) {
        count_back(counter, bytes);
        __atomic_fetch_add(&account.refused, 1, __ATOMIC_RELAXED);
        return NULL;
    }
    if (process_locks_memory())
        munlock(address, bytes);
    note_most();
    return address;
}

static void *map_private(size_t bytes, uint64_t bound) {
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    if (process_is_confined() || !count(&account.private_bytes, bytes, bound))
        return NULL;
    return taken(mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), bytes, &account.private_bytes);
}

void *memory_map(size_t bytes) {
    return map_private(bytes, bound_of_all());
}

void *memory_map_detail(size_t bytes) {
    return map_private(bytes, MEMORY_DETAIL_BOUND);
}

void *memory_map_at_end(size_t bytes) {
    return map_private(bytes, UINT64_MAX);
}

void memory_unmap(void *address, size_t bytes) {
    if (!address || process_is_confined())
        return;
    munmap(address, bytes);
    count_back(&account.private_bytes, bytes);
}

void *memory_map_file(int descriptor, uint64_t start, size_t bytes) {
    if (!count(&account.file_bytes, bytes, bound_of_all()))
        return NULL;
    return taken(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, (off_t)start), bytes,
                 &account.file_bytes);
}

void memory_unmap_file(void *address, size_t bytes) {
    munmap(address, bytes);
    count_back(&account.file_bytes, bytes);
}

void memory_set_bound(uint64_t bytes) {
    __atomic_store_n(&account.bound, bytes, __ATOMIC_RELAXED);
}

struct memory_account memory_account(void) {
    return (struct memory_account){.bytes = read_counter(&account.private_bytes) +
                                            read_counter(&account.file_bytes),
                                   .most = read_counter(&account.most),
                                   .refused = read_counter(&account.refused)};
}

void memory_forget_parents(void) {
    account.private_bytes = account.file_bytes = account.most = account.refused = 0;
}

static size_t round_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

static inline __attribute__((always_inline)) struct arena_block *add_block(struct arena *arena,
                                                                           size_t bytes) {
    const size_t twice = arena->blocks ? arena->blocks->bytes * 2 : ARENA_FIRST_BLOCK;
    const size_t unit = twice < ARENA_BLOCK_BYTES ? twice : ARENA_BLOCK_BYTES;
    const size_t wanted = round_up(bytes + sizeof(struct arena_block), unit);
    if (arena->limit && arena->total + wanted > arena->limit)
        return NULL;
    struct arena_block *block = (arena->map ? arena->map : memory_map)(wanted);
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

void arena_reserve(struct arena *arena, size_t bytes) {
    const struct arena_block *block = arena->blocks;
    if (!block || block->bytes - arena->used < bytes)
        add_block(arena, bytes);
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
