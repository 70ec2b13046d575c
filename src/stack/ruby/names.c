#include "names.h"

#include <string.h>

enum { NAME_COUNT = 2048, MOST_PROBES = 16 };

/* The module's state, with waiting_ids: names by a hash of their ID; written under Ruby's lock, for good. */
static struct {
    uintptr_t id; /* 0: free; set last */
    char name[RUBY_NAME_BYTES];
} names[NAME_COUNT];

/* Methods of Ruby's own that wait for another thread, or for time. */
static const char *const waiting[] = {"pop", "push", "sleep", "join", "value", "wait"};

enum { WAITING_COUNT = sizeof waiting / sizeof *waiting };

static uintptr_t waiting_ids[WAITING_COUNT]; /* 0: not asked for yet */

static size_t slot_of(uintptr_t id, size_t probe) {
    return (size_t)((id * 0x9e3779b97f4a7c15ull >> 40) + probe) % NAME_COUNT;
}

/* NULL: not known, and where `free` is given, it is set to where it could be kept. */
static const char *known_name(uintptr_t id, size_t *free) {
    for (size_t probe = 0; probe < MOST_PROBES; probe++) {
        const size_t slot = slot_of(id, probe);
        const uintptr_t found = __atomic_load_n(&names[slot].id, __ATOMIC_ACQUIRE);
        if (found == id)
            return names[slot].name;
        if (!found) {
            if (free)
                *free = slot;
            return NULL;
        }
    }
    return NULL;
}

struct request {
    const struct ruby_name_functions *functions;
    const uintptr_t *ids;
    size_t count;
};

/* Under Ruby's lock. Longer names than are kept belong to no method that matters here; they are cut. */
static void *read_all(void *argument) {
    const struct request *request = argument;
    for (size_t i = 0; i < WAITING_COUNT && !waiting_ids[i]; i++)
        __atomic_store_n(&waiting_ids[i], request->functions->intern(waiting[i]), __ATOMIC_RELAXED);
    for (size_t i = 0; i < request->count; i++) {
        size_t slot = NAME_COUNT;
        if (known_name(request->ids[i], &slot) || slot == NAME_COUNT)
            continue;
        const char *name = request->functions->name(request->ids[i]);
        strncpy(names[slot].name, name ? name : "?", RUBY_NAME_BYTES - 1);
        __atomic_store_n(&names[slot].id, request->ids[i], __ATOMIC_RELEASE);
    }
    return NULL;
}

static bool all_known(const uintptr_t *ids, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!known_name(ids[i], NULL))
            return false;
    return true;
}

void ruby_names_read(const struct ruby_name_functions *functions, const uintptr_t *ids, size_t count) {
    struct request request = {functions, ids, count};
    if (waiting_ids[WAITING_COUNT - 1] && all_known(ids, count))
        return;
    if (functions->has_lock())
        read_all(&request);
    else
        functions->call_with_lock(read_all, &request);
}

bool ruby_names_waits(uintptr_t id) {
    for (size_t i = 0; i < WAITING_COUNT; i++)
        if (id && __atomic_load_n(&waiting_ids[i], __ATOMIC_RELAXED) == id)
            return true;
    return false;
}

size_t ruby_names_copy(uintptr_t id, char *to, size_t capacity) {
    const char *name = known_name(id, NULL);
    size_t length = name ? strlen(name) : 0;
    if (length > capacity)
        length = capacity;
    if (length)
        memcpy(to, name, length); // NOLINT(bugprone-not-null-terminated-result): so says the contract
    return length;
}
