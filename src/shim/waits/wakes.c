#include "wakes.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#include "capture/writer/hand_over.h"
#include "shim/recorder/recorder.h"

enum {
    /* Hand-overs that wait to be taken; of more, the oldest are lost. */
    HAND_OVERS_KEPT = 8,
    /* Whoever holds a place's lock does so for some dozen instructions, unless the kernel stops it there. */
    ATTEMPTS = 100,
    OWNERS = 4096,
    /* A thread that has taken so much work and run no statement for it, nor handed anything over, will hardly
       do so: most of its work is no longer looked at. */
    IDLE_HAND_OVERS = 64,
    IDLE_TURN = 32,
};

/*
 * The module's state. A place belongs to the key of the same number in wakes_keys; `lock` guards it and the
 * key. Owners are lossy: a word holds the latest semaphore of those that share it, mixed with its taker.
 */
uintptr_t wakes_keys[WAKES_SETS][WAKES_WAYS];
static struct place {
    bool lock;
    uint32_t waiters;
    uint32_t waiter; /* number of the thread that waits, or waited last */
    uint32_t passes; /* wake-ups that were not looked at: its waiter is idle */
    bool is_idle;
    uint32_t oldest;
    uint32_t count;
    struct hand_over given[HAND_OVERS_KEPT]; /* without threads: an answer */
} places[WAKES_SETS][WAKES_WAYS];
static uintptr_t owners[OWNERS];
static bool used;

static __thread uint32_t unused_hand_overs __attribute__((tls_model("initial-exec")));

static bool lock(struct place *place) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!__atomic_test_and_set(&place->lock, __ATOMIC_ACQUIRE))
            return true;
        sched_yield();
    }
    return false;
}

static void unlock(struct place *place) {
    __atomic_clear(&place->lock, __ATOMIC_RELEASE);
}

static bool is_descriptor(uintptr_t key) {
    return key <= DESCRIPTOR_LIMIT;
}

/* The locked place of a key; NULL: it has none. */
static struct place *find(uintptr_t key) {
    const uint32_t set = wakes_set_of(key);
    for (int i = 0; i < WAKES_WAYS; i++) {
        if (__atomic_load_n(&wakes_keys[set][i], __ATOMIC_RELAXED) != key)
            continue;
        struct place *place = &places[set][i];
        if (!lock(place))
            return NULL;
        if (wakes_keys[set][i] == key)
            return place;
        unlock(place);
    }
    return NULL;
}

static struct place *claim(uintptr_t key) {
    const uint32_t set = wakes_set_of(key);
    for (int i = 0; i < WAKES_WAYS; i++) {
        struct place *place = &places[set][i];
        if (__atomic_load_n(&wakes_keys[set][i], __ATOMIC_RELAXED) || !lock(place))
            continue;
        if (!wakes_keys[set][i]) {
            place->waiters = place->count = place->waiter = place->passes = 0;
            __atomic_store_n(&wakes_keys[set][i], key, __ATOMIC_RELEASE);
            return place;
        }
        unlock(place);
    }
    return NULL;
}

static void set_free(struct place *place) {
    const size_t number = (size_t)(place - &places[0][0]);
    place->count = place->waiters = 0;
    __atomic_store_n(&wakes_keys[0][0] + number, 0, __ATOMIC_RELEASE);
}

bool wakes_begin(uintptr_t key) {
    const int saved = errno;
    struct place *place = find(key);
    if (!place)
        place = claim(key);
    if (place) {
        used = true;
        place->waiters++;
        place->waiter = thread_number();
        place->is_idle = unused_hand_overs > IDLE_HAND_OVERS;
        unlock(place);
    }
    errno = saved;
    return place != NULL;
}

static bool take_oldest(struct place *place, struct hand_over *given) {
    if (!place->count)
        return false;
    *given = place->given[place->oldest];
    place->oldest = (place->oldest + 1) % HAND_OVERS_KEPT;
    place->count--;
    return true;
}

/* One wake-up of a descriptor is all that was written to it: the latest work, or else an answer. */
static bool take_all(struct place *place, struct hand_over *given) {
    struct hand_over next;
    bool any = false;
    while (take_oldest(place, &next)) {
        if (!any || next.thread_count)
            *given = next;
        any = true;
    }
    return any;
}

enum wakes_end wakes_end(uintptr_t key, bool woken) {
    const int saved = errno;
    struct hand_over given;
    struct place *place = find(key);
    const bool has_given =
        place && woken && (is_descriptor(key) ? take_all(place, &given) : take_oldest(place, &given));
    if (place) {
        place->waiters -= place->waiters > 0;
        if (!place->waiters && !is_descriptor(key))
            set_free(place);
        unlock(place);
    }
    errno = saved;
    if (!has_given)
        return WAKES_BY_OTHERS;
    if (!given.thread_count)
        return WAKES_BY_ANSWER;
    unused_hand_overs += unused_hand_overs <= IDLE_HAND_OVERS;
    if (recorder_has_run_statement())
        unused_hand_overs = 0;
    recorder_take_hand_over(&given, true);
    return WAKES_FOR_WORK;
}

static void put(struct place *place, const struct hand_over *given) {
    if (place->count == HAND_OVERS_KEPT) {
        place->oldest = (place->oldest + 1) % HAND_OVERS_KEPT;
        place->count--;
    }
    place->given[(place->oldest + place->count++) % HAND_OVERS_KEPT] = *given;
}

enum wake { WAKE_NOBODY, WAKE_TO_ANSWER, WAKE_FOR_WORK };

static enum wake kind_of_wake(struct place *place) {
    if (!place->waiter || place->waiter == thread_number())
        return WAKE_NOBODY;
    if (hand_over_came_through(&hand_over_taken, place->waiter))
        return WAKE_TO_ANSWER;
    return place->is_idle && ++place->passes % IDLE_TURN ? WAKE_NOBODY : WAKE_FOR_WORK;
}

void wakes_wake(uintptr_t key, bool all) {
    const int saved = errno;
    struct hand_over given = {.thread_count = 0};
    struct place *place = find(key);
    if (!place)
        return;
    const enum wake wake = kind_of_wake(place);
    unlock(place);
    const bool known =
        wake == WAKE_TO_ANSWER || (wake == WAKE_FOR_WORK && recorder_describe_hand_over(&given));
    if (wake == WAKE_FOR_WORK)
        unused_hand_overs = 0;
    if (known && (place = find(key))) {
        for (uint32_t i = all ? place->waiters : 1; i > 0; i--)
            put(place, &given);
        unlock(place);
    }
    errno = saved;
}

void wakes_forget(uintptr_t key) {
    struct place *place = wakes_is_waited_on(key) ? find(key) : NULL;
    if (!place)
        return;
    set_free(place);
    unlock(place);
}

void wakes_after_fork(void) {
    if (!used)
        return;
    memset(wakes_keys, 0, sizeof wakes_keys);
    memset(places, 0, sizeof places);
    memset(owners, 0, sizeof owners);
    used = false;
}

static uintptr_t *owner_of(const void *semaphore) {
    return &owners[((uintptr_t)semaphore >> 5) % OWNERS];
}

/* User addresses leave the upper 16 bits free (x86-64, four levels of page tables). */
static uintptr_t mark_of(const void *semaphore) {
    return (uintptr_t)semaphore ^ (uintptr_t)thread_number() << 47;
}

void wakes_note_taken(const void *semaphore) {
    __atomic_store_n(owner_of(semaphore), mark_of(semaphore), __ATOMIC_RELAXED);
}

bool wakes_has_taken(const void *semaphore) {
    return __atomic_load_n(owner_of(semaphore), __ATOMIC_RELAXED) == mark_of(semaphore);
}
