#include "runtimes.h"

#include <time.h>

#include "libc/functions.h"
#include "stack/perl/runtime.h"
#include "stack/php/runtime.h"
#include "stack/python/runtime.h"
#include "stack/ruby/runtime.h"

/* A new interpreter is one line here. */
static const struct runtime *const known[] = {&python_runtime, &php_runtime, &ruby_runtime, &perl_runtime};

enum { KNOWN_COUNT = sizeof known / sizeof *known };

/* The module's state: what has been found, in the order of finding; entries never change but for `state`. */
static struct {
    bool looking; /* atomic */
    uint32_t count;
    struct found_runtime {
        const struct runtime *runtime;
        struct runtime_identity identity;
    } found[KNOWN_COUNT];
} runtimes;

static bool is_found(const struct runtime *runtime) {
    for (uint32_t i = 0; i < runtimes.count; i++)
        if (runtimes.found[i].runtime == runtime)
            return true;
    return false;
}

bool runtimes_detect(void) {
    bool any = false;
    if (runtimes_count() == KNOWN_COUNT || __atomic_exchange_n(&runtimes.looking, true, __ATOMIC_ACQUIRE))
        return false;
    for (uint32_t i = 0; i < KNOWN_COUNT; i++) {
        struct found_runtime *next = &runtimes.found[runtimes.count];
        if (is_found(known[i]) || !known[i]->detect(&next->identity))
            continue;
        next->runtime = known[i];
        __atomic_store_n(&runtimes.count, runtimes.count + 1, __ATOMIC_RELEASE);
        any = true;
    }
    __atomic_store_n(&runtimes.looking, false, __ATOMIC_RELEASE);
    return any;
}

void runtimes_after_fork(void) {
    runtimes.looking = false;
}

void runtimes_await_detection(void) {
    const struct timespec pause = {.tv_nsec = 500000};
    for (int attempt = 0; attempt < 100; attempt++) {
        if (!__atomic_load_n(&runtimes.looking, __ATOMIC_ACQUIRE))
            return;
        REAL(nanosleep)(&pause, NULL);
    }
}

uint32_t runtimes_count(void) {
    return __atomic_load_n(&runtimes.count, __ATOMIC_ACQUIRE);
}

const struct runtime *runtimes_get(uint32_t index, struct runtime_identity *identity) {
    *identity = runtimes.found[index].identity;
    return runtimes.found[index].runtime;
}

bool runtimes_include(enum loopline_runtime_kind kind) {
    for (uint32_t i = 0; i < runtimes_count(); i++)
        if (runtimes.found[i].runtime->kind == kind)
            return true;
    return false;
}

bool runtimes_is_program(uint32_t index) {
    return runtimes.found[index < KNOWN_COUNT ? index : 0].identity.is_program;
}

bool runtimes_replaces_native(uint32_t index) {
    return runtimes.found[index < KNOWN_COUNT ? index : 0].identity.replaces_native;
}

bool runtimes_evaluator_holds(uint32_t index, uintptr_t address) {
    const struct runtime_identity *identity = &runtimes.found[index < KNOWN_COUNT ? index : 0].identity;
    return address - identity->evaluator < identity->evaluator_bytes;
}

static bool is_in_pieces(const struct runtime_identity *identity, uintptr_t address) {
    size_t low = 0;
    size_t high = identity->evaluator_piece_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (address >= identity->evaluator_pieces[middle].end)
            low = middle + 1;
        else
            high = middle;
    }
    return low < identity->evaluator_piece_count && address >= identity->evaluator_pieces[low].start;
}

/*
 * Where CPython's evaluator has called the piece and waits for it, its own frame stands for both. Of another
 * interpreter the innermost frame stands for all.
 */
static void normalise_native(uint32_t index, void **frames, uint32_t count) {
    const struct runtime_identity *identity = &runtimes.found[index].identity;
    for (uint32_t i = 0; i < count && identity->evaluator_piece_count; i++) {
        const bool is_called = !identity->replaces_native && i + 1 < count &&
                               runtimes_evaluator_holds(index, (uintptr_t)frames[i + 1]);
        if (!is_called && is_in_pieces(identity, (uintptr_t)frames[i]))
            frames[i] = (void *)(identity->evaluator + 1); // NOLINT(performance-no-int-to-ptr)
    }
}

void runtimes_normalise_native(void **frames, uint32_t count) {
    for (uint32_t i = 0; i < runtimes_count(); i++)
        normalise_native(i, frames, count);
}

uint32_t runtimes_walk(uint32_t index, struct runtime_frame *frames, uint32_t capacity) {
    const struct found_runtime *found = &runtimes.found[index < KNOWN_COUNT ? index : 0];
    if (__atomic_load_n(&found->identity.state, __ATOMIC_RELAXED) != LOOPLINE_RUNTIME_READ)
        return 0;
    const uint32_t count = found->runtime->walk(frames, capacity);
    if (__builtin_expect(count != RUNTIME_LAYOUT_WRONG, 1))
        return count;
    runtimes_distrust(index);
    return 0;
}

struct runtime_root runtimes_root(void) {
    const struct found_runtime *only = &runtimes.found[0];
    if (runtimes_count() != 1 || !only->runtime->root ||
        __atomic_load_n(&only->identity.state, __ATOMIC_RELAXED) != LOOPLINE_RUNTIME_READ)
        return (struct runtime_root){0};
    return only->runtime->root();
}

uint32_t runtimes_places(uint32_t limit, struct stack_word *words, uint32_t capacity) {
    return runtimes.found[0].runtime->places(limit, words, capacity);
}

uint32_t runtimes_walk_awaiting(uint32_t *index, struct runtime_frame *frames, uint32_t capacity) {
    for (uint32_t i = 0; i < runtimes_count(); i++) {
        const struct found_runtime *found = &runtimes.found[i];
        if (!found->runtime->walk_awaiting ||
            __atomic_load_n(&found->identity.state, __ATOMIC_RELAXED) != LOOPLINE_RUNTIME_READ)
            continue;
        *index = i;
        return found->runtime->walk_awaiting(frames, capacity);
    }
    return 0;
}

bool runtimes_wait_for_work(void) {
    for (uint32_t i = 0; i < runtimes_count(); i++) {
        const struct found_runtime *found = &runtimes.found[i];
        if (found->runtime->waits_for_work &&
            __atomic_load_n(&found->identity.state, __ATOMIC_RELAXED) == LOOPLINE_RUNTIME_READ &&
            found->runtime->waits_for_work())
            return true;
    }
    return false;
}

void runtimes_distrust(uint32_t index) {
    __atomic_store_n(&runtimes.found[index < KNOWN_COUNT ? index : 0].identity.state,
                     LOOPLINE_RUNTIME_UNREADABLE, __ATOMIC_RELAXED);
}
