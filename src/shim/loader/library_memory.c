#include "library_memory.h"

#include <string.h>

#include "host/memory.h"

/* The module's state. */
static struct library spare;
static bool spare_is_taken; /* atomic */

struct library *library_memory_borrow(void) {
    struct library *memory = memory_map(sizeof *memory);
    if (memory || __atomic_exchange_n(&spare_is_taken, true, __ATOMIC_ACQUIRE))
        return memory;
    memset(&spare, 0, sizeof spare);
    return &spare;
}

void library_memory_return(struct library *memory) {
    if (memory == &spare)
        __atomic_store_n(&spare_is_taken, false, __ATOMIC_RELEASE);
    else
        memory_unmap(memory, sizeof *memory);
}
