#include "wake_sets.h"

#include <string.h>

#include "wakes.h"

/* An event loop has one or two such descriptors. Of more loops than that, the oldest are forgotten. */
enum { MEMBERS = 64 };

/* The module's state: members are written one by one, each with its set last. */
static struct member {
    int set; /* plus one, atomic; 0: free */
    int descriptor;
    uint64_t data;
} members[MEMBERS];
static uint32_t next;

static __thread int told __attribute__((tls_model("initial-exec"))); /* a descriptor plus one; 0: none */

bool wake_sets_told(int descriptor) {
    return told == descriptor + 1;
}

void wake_sets_after_fork(void) {
    memset(members, 0, sizeof members);
}

void wake_sets_tell(int descriptor) {
    told = descriptor + 1;
}

static struct member *place_of(int set, int descriptor) {
    for (int i = 0; i < MEMBERS; i++)
        if (members[i].set == set + 1 && members[i].descriptor == descriptor)
            return &members[i];
    for (int i = 0; i < MEMBERS; i++)
        if (!members[i].set)
            return &members[i];
    return &members[__atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) % MEMBERS];
}

void wake_sets_add(int set, int descriptor, uint64_t data) {
    struct member *member = place_of(set, descriptor);
    __atomic_store_n(&member->set, 0, __ATOMIC_RELEASE);
    member->descriptor = descriptor;
    member->data = data;
    __atomic_store_n(&member->set, set + 1, __ATOMIC_RELEASE);
}

static bool is_of(const struct member *member, int set) {
    return __atomic_load_n(&member->set, __ATOMIC_ACQUIRE) == set + 1;
}

void wake_sets_begin(int set) {
    told = 0;
    for (int i = 0; i < MEMBERS; i++)
        if (is_of(&members[i], set))
            wakes_begin(wakes_key_of_descriptor(members[i].descriptor));
}

static bool is_among(const struct member *member, const struct epoll_event *events, int count) {
    for (int i = 0; i < count; i++)
        if (events[i].data.u64 == member->data)
            return true;
    return false;
}

bool wake_sets_end(int set, const struct epoll_event *events, int count) {
    int woken = 0;
    for (int i = 0; i < MEMBERS; i++) {
        if (!is_of(&members[i], set))
            continue;
        const bool came = is_among(&members[i], events, count);
        const uintptr_t key = wakes_key_of_descriptor(members[i].descriptor);
        if (came)
            told = members[i].descriptor + 1;
        woken += wakes_end(key, came) != WAKES_BY_OTHERS;
    }
    return woken > 0 && woken >= count;
}
