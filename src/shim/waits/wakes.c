#include "wakes.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#include "capture/writer/hand_over.h"
#include "shim/recorder/recorder.h"

enum {
    /* Hand-overs that wait to be taken; of more, the oldest are lost. */
    HAND_OVERS_KEPT = 8,
    /* Whoever holds a place's lock does so for some dozen instructions, unless the kernel stops it there: on
       a busy machine for some of its slices. Where it does not come back, a wake-up is lost. */
    ATTEMPTS = 10000,
    HOLDERS = 4096,
    /* A thread that has taken so much work and run no statement for it, nor handed anything over, will hardly
       do so: most of its work is no longer looked at. */
    IDLE_HAND_OVERS = 64,
    IDLE_TURN = 32,
};

/*
 * Who has a semaphore: a thread, by its number as far as it goes, or one of these. User addresses leave the
 * upper 17 bits free (x86-64, four levels of page tables).
 */
enum holder {
    HELD_BY_NOBODY = 0,
    HELD_BY_MANY = 0x1fffe,    /* it counts things to be had */
    HELD_FROM_START = 0x1ffff, /* it was made to wake somebody */
    HOLDER_UNKNOWN = 0x20000,
    HOLDER_SHIFT = 47,
};

/*
 * The module's state. A place belongs to the key of the same number in wakes_keys; `lock` guards it and the
 * key. Holders are lossy: a word is the latest semaphore of those that share it, mixed with who has it.
 */
uintptr_t wakes_keys[WAKES_SETS][WAKES_WAYS];
static struct place {
    bool lock;
    uint32_t waiters;
    uint32_t waiter; /* number of the thread that waits, or waited last */
    uint32_t passes; /* wake-ups that were not looked at: its waiter is idle */
    bool is_idle;
    bool keeps; /* what is given before the wait */
    uint32_t oldest;
    uint32_t count;
    struct hand_over given[HAND_OVERS_KEPT]; /* without threads: an answer */
} places[WAKES_SETS][WAKES_WAYS];
static uintptr_t holders[HOLDERS];
static bool used;

static __thread uint32_t unused_hand_overs __attribute__((tls_model("initial-exec")));

/* This thread holds a lock: a signal's handler that came in between is not to wait for it. */
static __thread bool locks __attribute__((tls_model("initial-exec")));

static bool lock(struct place *place) {
    if (locks)
        return false;
    locks = true;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        if (!__atomic_test_and_set(&place->lock, __ATOMIC_ACQUIRE))
            return true;
        sched_yield();
    }
    locks = false;
    return false;
}

static void unlock(struct place *place) {
    __atomic_clear(&place->lock, __ATOMIC_RELEASE);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    locks = false;
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

/* Nobody waits there; what was given will hardly be taken any more, where others are in need of the place. */
static bool is_left(const struct place *place, uintptr_t key) {
    return key && !is_descriptor(key) && !place->waiters;
}

static struct place *claim_one(uintptr_t key, bool from_others) {
    const uint32_t set = wakes_set_of(key);
    for (int i = 0; i < WAKES_WAYS; i++) {
        struct place *place = &places[set][i];
        if ((!from_others && __atomic_load_n(&wakes_keys[set][i], __ATOMIC_RELAXED)) || !lock(place))
            continue;
        if (!wakes_keys[set][i] || (from_others && is_left(place, wakes_keys[set][i]))) {
            place->waiters = place->count = place->waiter = place->passes = 0;
            place->is_idle = place->keeps = false;
            __atomic_store_n(&wakes_keys[set][i], key, __ATOMIC_RELEASE);
            used = true;
            return place;
        }
        unlock(place);
    }
    return NULL;
}

static struct place *claim(uintptr_t key) {
    struct place *place = claim_one(key, false);
    return place ? place : claim_one(key, true);
}

static uintptr_t *key_of(const struct place *place) {
    return &wakes_keys[0][0] + (place - &places[0][0]);
}

static void set_free(struct place *place) {
    place->count = place->waiters = 0;
    __atomic_store_n(key_of(place), 0, __ATOMIC_RELEASE);
}

bool wakes_begin(uintptr_t key) {
    const int saved = errno;
    struct place *place = find(key);
    if (!place)
        place = claim(key);
    if (place) {
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

/* Takes what was given; false: nothing was. `waited`: the calling thread is one of those that wait. */
static bool take_given(uintptr_t key, bool woken, bool waited, struct hand_over *given) {
    struct place *place = find(key);
    if (!place)
        return false;
    const bool has_given = woken && (is_descriptor(key) ? take_all(place, given) : take_oldest(place, given));
    place->waiters -= waited && place->waiters > 0;
    if (!place->waiters && !is_descriptor(key) && !place->keeps)
        set_free(place);
    unlock(place);
    return has_given;
}

/* What was given before anybody waited may be an answer all the same. */
static enum wakes_end use(struct hand_over *given) {
    if (!given->thread_count || hand_over_came_through(given, thread_number())) {
        hand_over_answer(thread_number());
        return WAKES_BY_ANSWER;
    }
    unused_hand_overs += unused_hand_overs <= IDLE_HAND_OVERS;
    if (recorder_has_run_statement())
        unused_hand_overs = 0;
    recorder_take_hand_over(given, true);
    return WAKES_FOR_WORK;
}

enum wakes_end wakes_end(uintptr_t key, bool woken) {
    const int saved = errno;
    struct hand_over given;
    const bool has_given = take_given(key, woken, true, &given);
    const enum wakes_end result = has_given ? use(&given) : WAKES_BY_OTHERS;
    errno = saved;
    return result;
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
    if (place->waiter == thread_number() || (!place->waiter && !place->keeps))
        return WAKE_NOBODY;
    if (hand_over_came_through(&hand_over_taken, place->waiter))
        return WAKE_TO_ANSWER;
    return place->is_idle && ++place->passes % IDLE_TURN ? WAKE_NOBODY : WAKE_FOR_WORK;
}

static void put_for(struct place *place, const struct hand_over *given, bool all) {
    for (uint32_t i = all ? place->waiters : 1; i > 0; i--)
        put(place, given);
}

static void put_answer(struct place *place, bool all) {
    const struct hand_over answer = {.thread_count = 0};
    put_for(place, &answer, all);
}

/* A stack is walked without a lock held; the place may be another key's then. */
static __attribute__((noinline)) void hand_over_at(struct place *place, uintptr_t key, bool all) {
    struct hand_over given = {.thread_count = 0};
    const bool known = recorder_describe_hand_over(&given);
    unused_hand_overs = 0;
    if (known && lock(place)) {
        if (*key_of(place) == key)
            put_for(place, &given, all);
        unlock(place);
    }
}

/* At the locked place of the key. Whoever wakes others may have done with its work. */
static void wake_at(struct place *place, uintptr_t key, bool all) {
    const enum wake wake = kind_of_wake(place);
    if (wake == WAKE_TO_ANSWER)
        put_answer(place, all);
    unlock(place);
    if (wake == WAKE_FOR_WORK)
        hand_over_at(place, key, all);
    if (wake != WAKE_NOBODY)
        hand_over_answered();
}

void wakes_wake(uintptr_t key, bool all) {
    const int saved = errno;
    struct place *place = find(key);
    if (place)
        wake_at(place, key, all);
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
    used = false;
}

/* ---- semaphores ---- */

static uintptr_t *holder_word(const void *semaphore) {
    return &holders[((uintptr_t)semaphore >> 5) % HOLDERS];
}

static void set_holder(const void *semaphore, uint32_t holder) {
    const uintptr_t word = (uintptr_t)semaphore ^ (uintptr_t)holder << HOLDER_SHIFT;
    __atomic_store_n(holder_word(semaphore), word, __ATOMIC_RELAXED);
}

static uint32_t holder_of(const void *semaphore) {
    const uintptr_t word = __atomic_load_n(holder_word(semaphore), __ATOMIC_RELAXED) ^ (uintptr_t)semaphore;
    return word & (((uintptr_t)1 << HOLDER_SHIFT) - 1) ? HOLDER_UNKNOWN : (uint32_t)(word >> HOLDER_SHIFT);
}

static uint32_t holder_here(void) {
    return thread_number() & HELD_FROM_START;
}

void wakes_note_made(const void *semaphore, unsigned value) {
    wakes_forget(wakes_key_of(semaphore));
    set_holder(semaphore, value > 1 ? HELD_BY_MANY : value ? HELD_BY_NOBODY : HELD_FROM_START);
}

bool wakes_is_lock_of_another(const void *semaphore) {
    const uint32_t holder = holder_of(semaphore);
    return holder != holder_here() && holder != HOLDER_UNKNOWN && holder != HELD_BY_NOBODY &&
           holder != HELD_BY_MANY && holder != HELD_FROM_START;
}

void wakes_note_taken(const void *semaphore) {
    if (holder_of(semaphore) != HELD_BY_MANY)
        set_holder(semaphore, holder_here());
}

void wakes_take_free(const void *semaphore) {
    const uintptr_t key = wakes_key_of(semaphore);
    struct hand_over given;
    if (wakes_is_waited_on(key)) {
        const int saved = errno;
        if (take_given(key, true, false, &given))
            use(&given);
        errno = saved;
    }
    wakes_note_taken(semaphore);
}

void wakes_give(const void *semaphore) {
    const uint32_t holder = holder_of(semaphore);
    const uintptr_t key = wakes_key_of(semaphore);
    if (holder == holder_here() || holder == HELD_BY_MANY)
        return;
    if (holder == HOLDER_UNKNOWN || holder == HELD_BY_NOBODY) {
        if (wakes_is_waited_on(key))
            wakes_wake(key, false);
        return;
    }
    const int saved = errno;
    struct place *place = find(key);
    if (!place)
        place = claim(key);
    if (place) {
        if (!place->waiters)
            place->waiter = holder == HELD_FROM_START ? 0 : holder;
        place->keeps = true;
        wake_at(place, key, false);
    }
    errno = saved;
}

/* ---- futexes ---- */

/* Of the value that is waited at, the word of a holder keeps the lower bits. */
void wakes_note_expected(const void *futex, uint32_t value) {
    set_holder(futex, value & HELD_FROM_START);
}

bool wakes_is_above_expected(const void *futex, uint32_t value) {
    const uint32_t expected = holder_of(futex);
    if (expected == HOLDER_UNKNOWN)
        return value != 0;
    const uint32_t above = (value - expected) & HELD_FROM_START;
    return above != 0 && above <= HELD_FROM_START / 2;
}
