#include "native.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stddef.h>

enum { UNLOADED_LIMIT = 64 };

struct address_range {
    uintptr_t start;
    uintptr_t end;
};

/*
 * The module's state: set once by native_stack_open, but for the list of unloaded ranges, which only grows.
 * A range is written before the count that makes it visible.
 */
static struct {
    int (*walk)(void **frames, int capacity); /* NULL: glibc's backtrace */
    struct address_range unloaded[UNLOADED_LIMIT];
    uint32_t unloaded_count;
    uint32_t fallbacks;
} native;

enum loopline_unwinder native_stack_open(void) {
    void *library = dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL);
    if (library)
        native.walk = (int (*)(void **, int))dlsym(library, "unw_backtrace");
    if (native.walk)
        return LOOPLINE_UNWINDER_LIBUNWIND;
    /* The first call opens libgcc_s; better now than inside a statement. */
    void *frame = NULL;
    backtrace(&frame, 1);
    return LOOPLINE_UNWINDER_BACKTRACE;
}

static bool touches_unloaded(void *const *frames, uint32_t count, uint32_t ranges) {
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t r = 0; r < ranges; r++)
            if ((uintptr_t)frames[i] - native.unloaded[r].start <
                native.unloaded[r].end - native.unloaded[r].start)
                return true;
    return false;
}

uint32_t native_stack_walk(void **frames, uint32_t capacity) {
    if (!native.walk)
        return (uint32_t)backtrace(frames, (int)capacity);
    const int walked = native.walk(frames, (int)capacity);
    const uint32_t count = walked > 0 ? (uint32_t)walked : 0;
    const uint32_t ranges = __atomic_load_n(&native.unloaded_count, __ATOMIC_ACQUIRE);
    if (__builtin_expect(ranges == 0, 1) || !touches_unloaded(frames, count, ranges))
        return count;
    __atomic_fetch_add(&native.fallbacks, 1, __ATOMIC_RELAXED);
    return (uint32_t)backtrace(frames, (int)capacity);
}

void native_stack_unloaded(uintptr_t start, uintptr_t end) {
    const uint32_t count = native.unloaded_count;
    for (uint32_t i = 0; i < count; i++)
        if (native.unloaded[i].start <= start && native.unloaded[i].end >= end)
            return;
    /* A host that unloads without end gets one range that covers everything: slower, never wrong. */
    if (count == UNLOADED_LIMIT) {
        native.unloaded[0] = (struct address_range){0, UINTPTR_MAX};
        return;
    }
    native.unloaded[count] = (struct address_range){start, end};
    __atomic_store_n(&native.unloaded_count, count + 1, __ATOMIC_RELEASE);
}

uint32_t native_stack_fallbacks(void) {
    return __atomic_load_n(&native.fallbacks, __ATOMIC_RELAXED);
}
