#include "native.h"

#include <execinfo.h>
#include <link.h>
#include <stddef.h>

#include "code_segment.h"
#include "libc/forked.h"
#include "libc/objects.h"
#include "libc/optional.h"
#include "libunwind.h"
#include "words.h"

enum { UNLOADED_LIMIT = 64 };

/*
 * The module's state: set once by native_stack_open, but for what is known of unloaded code, which only
 * grows. A range is written before the count that makes it visible.
 */
static struct {
    bool has_libunwind;      /* atomic; no: glibc's backtrace */
    struct libunwind unwind; /* set before has_libunwind */
    uint32_t unloads;
    struct code_segment unloaded[UNLOADED_LIMIT];
    bool noting; /* a range is being written */
    uint32_t unloaded_count;
    uint64_t loads_checked; /* number of loads at which no code lay where other code had been; 0: none */
    bool replaced;          /* code was loaded where other code had been */
    uint32_t fallbacks;
    bool libc_is_ready; /* its walk has been used: it has opened what it needs */
} native;

#pragma weak backtrace /* not every C library has it */

/*
 * Opens libgcc_s the first time. From 2.35 on it asks nothing of the loader but what takes no lock
 * (_dl_find_object); where it does, and may not, there are no frames.
 */
static uint32_t walk_by_libc(void **frames, uint32_t capacity) {
    const bool may_ask = loader_may_be_asked();
    if (!backtrace || (!may_ask && !(native.libc_is_ready && libc_is_glibc(35))))
        return 0;
    const int walked = backtrace(frames, (int)capacity);
    native.libc_is_ready = true;
    return walked > 0 ? (uint32_t)walked : 0;
}

static bool has_libunwind(void) {
    return __atomic_load_n(&native.has_libunwind, __ATOMIC_ACQUIRE);
}

void native_stack_after_fork(void) {
    if (has_libunwind())
        libunwind_after_fork();
}

enum loopline_unwinder native_stack_open(void) {
    struct libunwind unwind;
    if (!has_libunwind() && libunwind_open(&unwind)) {
        native.unwind = unwind; /* two threads at once write the same */
        __atomic_store_n(&native.has_libunwind, true, __ATOMIC_RELEASE);
    }
    if (has_libunwind())
        return LOOPLINE_UNWINDER_LIBUNWIND;
    /* The first call opens libgcc_s; better now than inside a statement. */
    void *frame = NULL;
    walk_by_libc(&frame, 1);
    return LOOPLINE_UNWINDER_BACKTRACE;
}

static int read_loads(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    *(uint64_t *)context = info->dlpi_adds;
    return 1;
}

static int lies_in_unloaded(struct dl_phdr_info *info, size_t size, void *context) {
    const uint32_t ranges = *(const uint32_t *)context;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        struct code_segment segment;
        if (!code_segment_get(info, i, &segment))
            continue;
        for (uint32_t r = 0; r < ranges; r++)
            if (segment.start < native.unloaded[r].end && segment.end > native.unloaded[r].start)
                return 1;
    }
    return 0;
}

/*
 * libunwind must not even be asked then: with what it remembers of a frame that kept a frame pointer it reads
 * through whatever is in the register now.
 */
static bool code_was_replaced(void) {
    uint32_t ranges = __atomic_load_n(&native.unloaded_count, __ATOMIC_ACQUIRE);
    uint64_t loads = 0;
    if (__builtin_expect(ranges == 0, 1))
        return false;
    if (__atomic_load_n(&native.replaced, __ATOMIC_RELAXED))
        return true;
    objects_iterate(read_loads, &loads);
    if (loads == __atomic_load_n(&native.loads_checked, __ATOMIC_RELAXED))
        return false;
    if (objects_iterate(lies_in_unloaded, &ranges)) {
        __atomic_store_n(&native.replaced, true, __ATOMIC_RELAXED);
        return true;
    }
    __atomic_store_n(&native.loads_checked, loads, __ATOMIC_RELAXED);
    return false;
}

uint32_t native_stack_walk(void **frames, uint32_t capacity) {
    if (!has_libunwind())
        return walk_by_libc(frames, capacity);
    if (__builtin_expect(code_was_replaced(), 0)) {
        __atomic_fetch_add(&native.fallbacks, 1, __ATOMIC_RELAXED);
        return walk_by_libc(frames, capacity);
    }
    stack_words_begin();
    const int walked = native.unwind.backtrace(frames, (int)capacity);
    return walked > 0 ? (uint32_t)walked : 0;
}

const struct libunwind *native_stack_steps(void) {
    return has_libunwind() && native.unwind.step && !code_was_replaced() ? &native.unwind : NULL;
}

uint32_t native_stack_unloads(void) {
    return __atomic_load_n(&native.unloads, __ATOMIC_ACQUIRE);
}

static void note_unloaded(uintptr_t start, uintptr_t end) {
    const uint32_t count = native.unloaded_count;
    for (uint32_t i = 0; i < count; i++)
        if (native.unloaded[i].start <= start && native.unloaded[i].end >= end)
            return;
    if (count == UNLOADED_LIMIT) {
        __atomic_store_n(&native.replaced, true, __ATOMIC_RELAXED);
        return;
    }
    native.unloaded[count] = (struct code_segment){start, end};
    __atomic_store_n(&native.unloaded_count, count + 1, __ATOMIC_RELEASE);
}

void native_stack_unloaded(uintptr_t start, uintptr_t end) {
    void *frame = NULL;
    if (!native.libc_is_ready)
        walk_by_libc(&frame, 1);
    __atomic_fetch_add(&native.unloads, 1, __ATOMIC_ACQ_REL);
    /* Two objects at once, or objects without end: no longer looked at closely, which is slower, never wrong.
     */
    if (__atomic_exchange_n(&native.noting, true, __ATOMIC_ACQUIRE)) {
        __atomic_store_n(&native.replaced, true, __ATOMIC_RELAXED);
        return;
    }
    note_unloaded(start, end);
    __atomic_store_n(&native.noting, false, __ATOMIC_RELEASE);
}

uint32_t native_stack_fallbacks(void) {
    return __atomic_load_n(&native.fallbacks, __ATOMIC_RELAXED);
}
