/*
 * Thread-local variables of a loaded object, where the calling thread has them. x86-64 and glibc 2.2 to 2.40:
 * the word behind the thread pointer leads to the thread's table of modules, whose entries have two words;
 * the one in front of it says how many there are.
 */
#ifndef LOOPLINE_LIBC_THREAD_LOCALS_H
#define LOOPLINE_LIBC_THREAD_LOCALS_H

#include <stddef.h>
#include <stdint.h>

#include "optional.h"

#if !defined(__x86_64__)
#error "thread-local variables are found on x86-64 only"
#endif

/*
 * `module` is the loader's number (dlpi_tls_modid of struct dl_phdr_info). NULL: this thread has not used
 * them yet, or the C library is another. Makes no call of the loader. Any thread.
 */
static inline const void *thread_locals_of(size_t module) {
    const uintptr_t(*table)[2];
    if (!libc_is_glibc(2))
        return NULL;
    __asm__("movq %%fs:8, %0" : "=r"(table));
    if (!table || !module || table[-1][0] < module)
        return NULL;
    const uintptr_t address = table[module][0];
    return address == UINTPTR_MAX ? NULL : (const void *)address; // NOLINT(performance-no-int-to-ptr)
}

#endif
