#include "remembered.h"

#include <stddef.h>
#include <string.h>

#include "host/memory.h"
#include "host/own_stack.h"
#include "runtimes.h"
#include "stack/native.h"
#include "stack/word_groups.h"
#include "walk.h"

enum {
    WALKS_BETWEEN_CHECKS = 1024,
    /* Stacks that come less often than this in a row of their likes are not worth the slow search. */
    TIMES_BEFORE_REMEMBERED = 3,
    /* Places that a stack may be counted in: with one, two stacks that take turns could push each other out.
     */
    CANDIDATE_WAYS = 4,
    /* How often at most that number is doubled. */
    MOST_DOUBLINGS = 10,
    /* About as many words as prove a frame of an interpreter. A native one takes one word, or two where its
       frame pointer is one. */
    WORDS_OF_A_FRAME = 6,
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
    memset(store->pushed_out, 0, sizeof store->pushed_out);
    store->words_used = store->addresses_used = 0;
}

/*
 * What an interpreter runs stands at few places of the native stack, so the place of its innermost frame
 * tells stacks apart, too.
 */
static uint32_t set_of(uintptr_t frame, const struct runtime_root *root) {
    const uintptr_t both = frame ^ (uintptr_t)root->innermost >> 1;
    return (uint32_t)(both >> 4 ^ both >> 8 ^ both >> 12) % REMEMBERED_SETS;
}

static inline bool has_frames_of(const struct remembered_walk *walk, const struct runtime_root *root) {
    return walk->runtime_words && walk->root.thread == root->thread &&
           walk->root.innermost == root->innermost &&
           word_groups_hold(walk->words + walk->native_words, walk->runtime_words);
}

struct remembered_walk *remembered_find(struct remembered_walks *remembered, uintptr_t frame,
                                        const struct runtime_root *root, bool *in_full) {
    struct remembered_store *store = remembered->store;
    const uint32_t unloads = native_stack_unloads();
    *in_full = false;
    if (!store)
        return NULL;
    if (__builtin_expect(remembered->unloads != unloads, 0)) {
        forget_all(store);
        remembered->unloads = unloads;
        return NULL;
    }
    struct remembered_walk *walks = store->walks[set_of(frame, root)];
    struct remembered_walk *native = NULL;
    for (uint32_t i = 0; i < REMEMBERED_WAYS; i++) {
        struct remembered_walk *walk = &walks[i];
        if (walk->frame != frame || walk->runtime != runtimes_count() ||
            !words_hold(walk->words, walk->native_words))
            continue;
        native = walk;
        *in_full = walk->runtime == 0;
        if (*in_full || !root->thread)
            break;
        if (has_frames_of(walk, root)) {
            *in_full = walk->root.code_age == root->code_age;
            break;
        }
    }
    return native;
}

static bool native_frames_are_right(struct remembered_store *store, const struct remembered_walk *walk) {
    /* One more, to see whether the stack goes on behind what is remembered. */
    const uint32_t count = native_stack_walk(walk->frame, store->raw, walk->count + 1);
    runtimes_normalise_native(store->raw, count);
    const bool ends_here = count == walk->count || !walk->whole || walk->count == REMEMBERED_FRAMES;
    return count >= walk->count && ends_here &&
           memcmp(store->raw, walk->addresses, walk->count * sizeof *walk->addresses) == 0;
}

static bool runtime_frames_are_right(struct remembered_store *store, const struct remembered_walk *walk) {
    const uint32_t count = runtimes_walk(0, store->raw_frames, REMEMBERED_FRAMES);
    return count == walk->runtime_count &&
           memcmp(store->raw_frames, walk->addresses + walk->count, count * sizeof *store->raw_frames) == 0;
}

/* A walk that was recognised, and whether another walk finds the same. */
struct recognition {
    struct remembered_store *store;
    const struct remembered_walk *walk;
    bool in_full;
    bool is_right;
};

static void check_apart(void *context) {
    struct recognition *recognition = context;
    const struct remembered_walk *walk = recognition->walk;
    recognition->is_right =
        native_frames_are_right(recognition->store, walk) &&
        (!recognition->in_full || !walk->runtime_words || runtime_frames_are_right(recognition->store, walk));
}

static __attribute__((noinline, cold)) bool check(struct remembered_store *store,
                                                  const struct remembered_walk *walk, bool in_full) {
    struct recognition recognition = {store, walk, in_full, false};
    own_stack_run(check_apart, &recognition);
    if (recognition.is_right)
        return true;
    __atomic_fetch_add(&remembering.mistakes, 1, __ATOMIC_RELAXED);
    remembered_set_mode(REMEMBERED_OFF);
    return false;
}

bool remembered_holds(struct remembered_walks *remembered, const struct remembered_walk *walk, bool in_full) {
    const enum remembered_mode mode = __atomic_load_n(&remembering.mode, __ATOMIC_RELAXED);
    if (__builtin_expect(mode == REMEMBERED_USUAL && ++remembered->recognised % WALKS_BETWEEN_CHECKS, 1))
        return true;
    return mode != REMEMBERED_OFF && check(remembered->store, walk, in_full);
}

static uint32_t mark_of_addresses(uintptr_t frame, const struct walked_stack *stack) {
    uint64_t sum = frame;
    for (uint32_t i = 0; i < stack->native_count; i++)
        sum = (sum ^ (uintptr_t)stack->words[i]) * 0x9e3779b97f4a7c15ull;
    return (uint32_t)(sum >> 32);
}

/* Whether a stack has come this often; one that cannot be remembered never has again. */
static bool has_come(struct remembered_walks *remembered, uint32_t mark, uint32_t times) {
    const uint32_t first = mark % (REMEMBERED_CANDIDATES / CANDIDATE_WAYS) * CANDIDATE_WAYS;
    uint32_t least = first;
    for (uint32_t i = first; i < first + CANDIDATE_WAYS; i++) {
        if (remembered->candidates[i].mark == mark)
            return ++remembered->candidates[i].count == times;
        if (remembered->candidates[i].count < remembered->candidates[least].count)
            least = i;
    }
    remembered->candidates[least].mark = mark;
    remembered->candidates[least].count = 1;
    return false;
}

/*
 * Words of all walks of a thread together: 40 to 400 walks of usual depth. Where Loopline already has much
 * memory, further threads get a quarter: with many threads, each runs fewer places.
 */
enum { MOST_WORDS = 8192, FEWER_WORDS = 2048 };
static const uint64_t much_memory = MEMORY_DETAIL_BOUND / 2;

static struct remembered_store *make_store(void) {
    const uint32_t capacity = memory_account().bytes < much_memory ? MOST_WORDS : FEWER_WORDS;
    struct remembered_store *store =
        memory_map_detail(sizeof *store + capacity * (sizeof *store->words + sizeof *store->addresses));
    if (!store)
        return NULL;
    store->capacity = capacity;
    store->words = (struct stack_word *)(store + 1);
    store->addresses = (void **)(store->words + capacity);
    return store;
}

static struct remembered_store *store_of(struct remembered_walks *remembered) {
    if (!remembered->store && !remembered->refused) {
        remembered->store = make_store();
        remembered->refused = !remembered->store;
        remembered->unloads = native_stack_unloads();
    }
    return remembered->store;
}

static bool make_room(struct remembered_store *store, uint32_t words, uint32_t addresses) {
    if (store->words_used + words <= store->capacity && store->addresses_used + addresses <= store->capacity)
        return true;
    forget_all(store);
    return words <= store->capacity && addresses <= store->capacity;
}

/* Where walks push each other out, one has to come more often before it may. */
static uint32_t times_before_remembered(const struct remembered_store *store, uint32_t set) {
    return !store ? TIMES_BEFORE_REMEMBERED : (uint32_t)TIMES_BEFORE_REMEMBERED << store->pushed_out[set];
}

static struct remembered_walk *free_way(struct remembered_store *store, uint32_t set) {
    struct remembered_walk *walk = &store->walks[set][store->next_way[set]++ % REMEMBERED_WAYS];
    if (walk->frame && store->pushed_out[set] < MOST_DOUBLINGS)
        store->pushed_out[set]++;
    return walk;
}

/* The words that prove the walk, at the end of those in use; 0: there is no chain. */
static uint32_t find_words(struct remembered_store *store, struct remembered_walk *walk, uintptr_t frame,
                           const struct walked_stack *stack) {
    struct stack_word *words = store->words + store->words_used;
    const uint32_t room = store->capacity - store->words_used;
    if (native_stack_walk(frame, store->raw, stack->native_count) != stack->native_count)
        return 0;
    walk->native_words = stack_places_find(frame, store->raw, stack->native_count, words, room);
    if (!walk->native_words || !walk->runtime_count)
        return walk->native_words;
    walk->runtime_words =
        runtimes_places(STACK_FRAME_LIMIT, words + walk->native_words, room - walk->native_words);
    return walk->runtime_words ? walk->native_words + walk->runtime_words : 0;
}

/* Of a stack that is known but for the age of its code: it has been walked again, and has not changed. */
static bool renew(struct remembered_walk *known, const struct runtime_root *root,
                  const struct walked_stack *stack) {
    if (!known || !known->runtime_words || known->hash != stack->hash || known->root.thread != root->thread ||
        known->root.innermost != root->innermost)
        return false;
    known->root = *root;
    return true;
}

void remembered_add(struct remembered_walks *remembered, uintptr_t frame, const struct runtime_root *root,
                    const struct walked_stack *stack) {
    if (__atomic_load_n(&remembering.mode, __ATOMIC_RELAXED) == REMEMBERED_OFF ||
        renew(stack->known, root, stack))
        return;
    const uint32_t set = set_of(frame, root);
    const bool with_frames = root->thread && stack->runtime_count;
    const uint32_t mark = with_frames ? (uint32_t)stack->hash : mark_of_addresses(frame, stack);
    struct remembered_walk walk = {.frame = frame,
                                   .runtime = runtimes_count(),
                                   .count = stack->native_count,
                                   .runtime_count = with_frames ? stack->runtime_count : 0,
                                   .whole = stack->whole,
                                   .hash = stack->hash,
                                   .root = *root};
    const uint32_t addresses = walk.count + 2 * walk.runtime_count;
    if (!has_come(remembered, mark, times_before_remembered(remembered->store, set)) || !walk.count ||
        walk.count > REMEMBERED_FRAMES)
        return;
    struct remembered_store *store = store_of(remembered);
    if (!store || !make_room(store, 2 * walk.count + WORDS_OF_A_FRAME * walk.runtime_count, addresses))
        return;
    const uint32_t words = find_words(store, &walk, frame, stack);
    if (!words)
        return;
    walk.words = store->words + store->words_used;
    walk.addresses = store->addresses + store->addresses_used;
    memcpy(walk.addresses, stack->words, addresses * sizeof *walk.addresses);
    *free_way(store, set) = walk;
    store->words_used += words;
    store->addresses_used += addresses;
}
