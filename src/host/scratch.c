#include "scratch.h"

#include <stdbool.h>

#include "memory.h"

void *scratch_take(struct scratch_pool *pool) {
    for (int i = 0; i < SCRATCH_KEPT; i++) {
        void *piece = __atomic_load_n(&pool->kept[i], __ATOMIC_RELAXED)
                          ? __atomic_exchange_n(&pool->kept[i], NULL, __ATOMIC_ACQUIRE)
                          : NULL;
        if (piece)
            return piece;
    }
    return memory_map(pool->bytes);
}

void scratch_give_back(struct scratch_pool *pool, void *piece) {
    for (int i = 0; piece && i < SCRATCH_KEPT; i++) {
        void *nothing = NULL;
        if (__atomic_compare_exchange_n(&pool->kept[i], &nothing, piece, false, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED))
            return;
    }
    memory_unmap(piece, pool->bytes);
}
