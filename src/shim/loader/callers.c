#include "callers.h"

#include <pthread.h>

enum { ENTRY_COUNT = 4096 };

/*
 * The module's state, with what its header declares. The lock guards what is added; readers see entries
 * through atomic pointers, and only `unloads` of an entry changes afterwards. A slot is never emptied.
 */
static struct {
    pthread_mutex_t lock;
    struct caller entries[ENTRY_COUNT];
    uint32_t entry_count;
} callers = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct caller *caller_slots[LOOPLINE_DRIVER_POSTGRESQL + 1][CALLER_SLOTS];
struct caller *(*caller_slots_when_off)[CALLER_SLOTS] = caller_slots;

static struct caller **slot_at(enum loopline_driver driver, const void *address, uint32_t place) {
    return &caller_slots[driver][(caller_first_slot(address) + place) % CALLER_SLOTS];
}

const struct library *callers_find_behind(enum loopline_driver driver, const void *address,
                                          uint32_t unloads) {
    for (uint32_t i = 1; i < CALLER_WINDOW; i++) {
        const struct caller *entry = __atomic_load_n(slot_at(driver, address, i), __ATOMIC_ACQUIRE);
        if (!entry)
            return NULL;
        if (entry->address == address)
            return caller_is_current(entry, unloads) ? entry->library : NULL;
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
    for (uint32_t i = 0; i < CALLER_WINDOW; i++) {
        struct caller **slot = slot_at(found->driver, found->address, i);
        if (*slot && (*slot)->address != found->address)
            continue;
        put(slot, found);
        break;
    }
    pthread_mutex_unlock(&callers.lock);
}

void callers_switch_on(void) {
    __atomic_store_n(&caller_slots_when_off, NULL, __ATOMIC_RELEASE);
}

void callers_after_fork(void) {
    pthread_mutex_init(&callers.lock, NULL);
}
