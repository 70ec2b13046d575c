#include "remembered.h"

#include <stddef.h>
#include <string.h>

#include "host/memory.h"
#include "runtimes.h"
#include "stack/native.h"

enum {
    WALKS_BETWEEN_CHECKS = 1024,
    /* Stacks that come less often than this in a row of their likes are not worth the slow search. */
    TIMES_BEFORE_REMEMBERED = 3,
    /* Places that a stack may be counted in: with one, two stacks that take turns could push each other out.
     */
    CANDIDATE_WAYS = 4,
};

/* The module's state; `mode` may turn to OFF at any time, and stays there. */
static struct {
    enum remembered_mode mode;
    uint32_t mistakes;
} remembering;

void remembered_set_mode(enum remembered_mode mode) {
    __atomic_store_n(&remembering.mode, mode, __ATOMIC_RELAXED);
}

uint32_t remembered_mistakes(void) {
    return __atomic_load_n(&remembering.mistakes, __ATOMIC_RELAXED);
}

static void forget_all(struct remembered_store *store) {
    memset(store->walks, 0, sizeof store->walks);
    store->words_used = store->addresses_used = 0;
}

static uint32_t set_of(uintptr_t frame) {
    return (uint32_t)(frame >> 4 ^ frame >> 8 ^ frame >> 12) % REMEMBERED_SETS;
}

/* In order, up to the first that differs: what lies behind that one need not even be readable. */
__attribute__((no_sanitize("address"))) static inline bool is_this_stack(const struct remembered_walk *walk) {
    const struct stack_word *word = walk->words;
    const struct stack_word *end = word + walk->word_count;
    for (; word < end; word++)
        if (*(const volatile uintptr_t *)word->place != word->value)
            return false;
    return true;
}

struct remembered_walk *remembered_find(struct remembered_walks *remembered, uintptr_t frame) {
    struct remembered_store *store = remembered->store;
    const uint32_t unloads = native_stack_unloads();
    if (!store)
        return NULL;
    if (__builtin_expect(remembered->unloads != unloads, 0)) {
        forget_all(store);
        remembered->unloads = unloads;
        return NULL;
    }
    struct remembered_walk *walks = store->walks[set_of(frame)];
    for (uint32_t i = 0; i < REMEMBERED_WAYS; i++)
        if (walks[i].frame == frame && is_this_stack(&walks[i]))
            return walks[i].runtime == runtimes_count() ? &walks[i] : NULL;
    return NULL;
}

static __attribute__((noinline, cold)) bool check(struct remembered_store *store,
                                                  const struct remembered_walk *walk) {
    /* One more, to see whether the stack goes on behind what is remembered. */
    const uint32_t count = native_stack_walk(walk->frame, store->raw, walk->count + 1);
    runtimes_normalise_native(store->raw, count);
    const bool ends_here = count == walk->count || !walk->whole || walk->count == REMEMBERED_FRAMES;
    if (count >= walk->count && ends_here &&
        memcmp(store->raw, walk->addresses, walk->count * sizeof *walk->addresses) == 0)
        return true;
    __atomic_fetch_add(&remembering.mistakes, 1, __ATOMIC_RELAXED);
    remembered_set_mode(REMEMBERED_OFF);
    return false;
}

bool remembered_holds(struct remembered_walks *remembered, const struct remembered_walk *walk) {
    const enum remembered_mode mode = __atomic_load_n(&remembering.mode, __ATOMIC_RELAXED);
    if (__builtin_expect(mode == REMEMBERED_USUAL && ++remembered->recognised % WALKS_BETWEEN_CHECKS, 1))
        return true;
    return mode != REMEMBERED_OFF && check(remembered->store, walk);
}

/* Whether a stack has come often enough; one that cannot be remembered never has again. */
static bool is_worth_it(struct remembered_walks *remembered, uintptr_t frame, void *const *addresses,
                        uint32_t count) {
    uint64_t sum = frame;
    for (uint32_t i = 0; i < count; i++)
        sum = (sum ^ (uintptr_t)addresses[i]) * 0x9e3779b97f4a7c15ull;
    const uint32_t mark = (uint32_t)(sum >> 32);
    const uint32_t first = mark % (REMEMBERED_CANDIDATES / CANDIDATE_WAYS) * CANDIDATE_WAYS;
    uint32_t least = first;
    for (uint32_t i = first; i < first + CANDIDATE_WAYS; i++) {
        if (remembered->candidates[i].mark == mark)
            return ++remembered->candidates[i].count == TIMES_BEFORE_REMEMBERED;
        if (remembered->candidates[i].count < remembered->candidates[least].count)
            least = i;
    }
    remembered->candidates[least].mark = mark;
    remembered->candidates[least].count = 1;
    return false;
}

static struct remembered_store *store_of(struct remembered_walks *remembered) {
    if (!remembered->store && !remembered->refused) {
        remembered->store = memory_map_detail(sizeof *remembered->store);
        remembered->refused = !remembered->store;
        remembered->unloads = native_stack_unloads();
    }
    return remembered->store;
}

static bool make_room(struct remembered_store *store, uint32_t count) {
    /* A frame takes one word, or two where its frame pointer is one. */
    if (store->words_used + 2 * count <= REMEMBERED_WORDS &&
        store->addresses_used + count <= REMEMBERED_ADDRESSES)
        return true;
    forget_all(store);
    return 2 * count <= REMEMBERED_WORDS && count <= REMEMBERED_ADDRESSES;
}

void remembered_add(struct remembered_walks *remembered, uintptr_t frame, void *const *addresses,
                    uint32_t count, bool whole) {
    if (__atomic_load_n(&remembering.mode, __ATOMIC_RELAXED) == REMEMBERED_OFF ||
        !is_worth_it(remembered, frame, addresses, count) || count > REMEMBERED_FRAMES)
        return;
    struct remembered_store *store = store_of(remembered);
    if (!store || !count || !make_room(store, count) || native_stack_walk(frame, store->raw, count) != count)
        return;
    struct stack_word *words = store->words + store->words_used;
    const uint32_t word_count =
        stack_places_find(frame, store->raw, count, words, REMEMBERED_WORDS - store->words_used);
    if (!word_count)
        return;
    void **kept = store->addresses + store->addresses_used;
    memcpy(kept, addresses, count * sizeof *kept);
    const uint32_t set = set_of(frame);
    store->walks[set][store->next_way[set]++ % REMEMBERED_WAYS] =
        (struct remembered_walk){.frame = frame,
                                 .runtime = runtimes_count(),
                                 .word_count = word_count,
                                 .count = count,
                                 .whole = whole,
                                 .words = words,
                                 .addresses = kept};
    store->words_used += word_count;
    store->addresses_used += count;
}
