#include "callers.h"

#include <pthread.h>

enum { SLOT_COUNT = 8192, WINDOW = 8, ENTRY_COUNT = 4096 };

/*
 * The module's state. The lock guards what is added; readers see entries through atomic pointers, and only
 * `unloads` of an entry changes afterwards. A slot is never emptied.
 */
static struct {
    pthread_mutex_t lock;
    struct caller *slots[SLOT_COUNT];
    struct caller entries[ENTRY_COUNT];
    uint32_t entry_count;
} callers = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct caller **slot_at(const void *address, uint32_t place) {
    const uint32_t first = (uint32_t)(((uintptr_t)address * 0x9e3779b97f4a7c15ull) >> 40);
    return &callers.slots[(first + place) % SLOT_COUNT];
}

static bool is_same(const struct caller *entry, enum loopline_driver driver, const void *address) {
    return entry->address == address && entry->driver == driver;
}

const struct library *callers_find(enum loopline_driver driver, const void *address, uint32_t unloads) {
    for (uint32_t i = 0; i < WINDOW; i++) {
        const struct caller *entry = __atomic_load_n(slot_at(address, i), __ATOMIC_ACQUIRE);
        if (!entry)
            return NULL;
        if (is_same(entry, driver, address))
            return __atomic_load_n(&entry->unloads, __ATOMIC_ACQUIRE) == unloads ? entry->library : NULL;
    }
    return NULL;
}

/* Readers may hold the entry that was in the slot: what changes of it but for `unloads` is another entry. */
static void put(struct caller **slot, const struct caller *found) {
    if (*slot && (*slot)->library == found->library) {
        __atomic_store_n(&(*slot)->unloads, found->unloads, __ATOMIC_RELEASE);
        return;
    }
    if (callers.entry_count == ENTRY_COUNT)
        return;
    struct caller *entry = &callers.entries[callers.entry_count++];
    *entry = *found;
    __atomic_store_n(slot, entry, __ATOMIC_RELEASE);
}

void callers_remember(const struct caller *found) {
    pthread_mutex_lock(&callers.lock);
    for (uint32_t i = 0; i < WINDOW; i++) {
        struct caller **slot = slot_at(found->address, i);
        if (*slot && !is_same(*slot, found->driver, found->address))
            continue;
        put(slot, found);
        break;
    }
    pthread_mutex_unlock(&callers.lock);
}

void callers_after_fork(void) {
    pthread_mutex_init(&callers.lock, NULL);
}
