#include "readable.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "confined.h"
#include "system_call.h"

enum { PAGE_BYTES = 4096, WORD_BYTES = 8 };

#if !defined(MADV_POPULATE_READ)
#define MADV_POPULATE_READ 22
#endif

/* 0, or minus an errno value. Nothing is changed, and nothing but the page itself is looked at (Linux 5.14).
 */
static long populate(uintptr_t page) {
    return system_call4(SYS_madvise, (long)page, PAGE_BYTES, MADV_POPULATE_READ, 0);
}

static bool kernel_can_populate(void) {
    return populate((uintptr_t)__builtin_frame_address(0) / PAGE_BYTES * PAGE_BYTES) == 0;
}

/*
 * An older kernel reads a signal mask before it refuses the nonsense that is to be done with it, EFAULT or
 * EINVAL (kernel/signal.c, rt_sigprocmask). Second choice: what lies there may never have been written, and
 * valgrind takes it amiss when the kernel reads that.
 */
static bool page_is_readable(uintptr_t page) {
    const long populated = populate(page);
    if (populated != -EINVAL || kernel_can_populate())
        return populated == 0;
    const long word = (long)(page + PAGE_BYTES - WORD_BYTES); /* on the first page 0 would mean none */
    return system_call4(SYS_rt_sigprocmask, ~0, word, 0, WORD_BYTES) != -EFAULT;
}

bool memory_is_readable(const void *address, size_t bytes) {
    const uintptr_t first = (uintptr_t)address / PAGE_BYTES;
    if (!bytes)
        return true;
    if (process_is_confined())
        return false;
    const uintptr_t last = ((uintptr_t)address + bytes - 1) / PAGE_BYTES;
    if (last < first)
        return false;
    for (uintptr_t page = first; page <= last; page++)
        if (!page_is_readable(page * PAGE_BYTES))
            return false;
    return true;
}

static bool copy(void *to, size_t bytes, const struct iovec *there, size_t count) {
    const struct iovec here = {to, bytes};
    if (process_is_confined())
        return false;
    const long own = system_call4(SYS_getpid, 0, 0, 0, 0);
    return system_call6(SYS_process_vm_readv, own, (long)&here, 1, (long)there, (long)count, 0) ==
           (long)bytes;
}

bool memory_copy(void *to, const void *from, size_t bytes) {
    const struct iovec there = {(void *)(uintptr_t)from, bytes};
    return copy(to, bytes, &there, 1);
}

bool memory_copy_words(uintptr_t *to, const void *const *from, size_t count) {
    struct iovec there[MEMORY_MOST_WORDS];
    if (count > MEMORY_MOST_WORDS)
        return false;
    for (size_t i = 0; i < count; i++)
        there[i] = (struct iovec){(void *)(uintptr_t)from[i], sizeof *to};
    return copy(to, count * sizeof *to, there, count);
}
