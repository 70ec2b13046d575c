/*
 * Thread-local variables of a loaded object, where the calling thread has them. x86-64 and glibc 2.2 to 2.40:
 * the word behind the thread pointer leads to the thread's table of modules, whose entries have two words;
 * the one in front of it says how many there are, and its own first one which loading it is up to date with.
 */
#ifndef LOOPLINE_LIBC_THREAD_LOCALS_H
#define LOOPLINE_LIBC_THREAD_LOCALS_H

#include <stddef.h>
#include <stdint.h>

#include "optional.h"

#if !defined(__x86_64__)
#error "thread-local variables are found on x86-64 only"
#endif

/* The calling thread's table; NULL: it has none, or the C library is another. */
static inline const uintptr_t (*thread_locals_table(void))[2] {
    const uintptr_t(*table)[2];
    if (!libc_is_glibc(2))
        return NULL;
    __asm__("movq %%fs:8, %0" : "=r"(table));
    return table;
}

/* As of which of the loader's changes the calling thread's table is, counted from 1; 0: it has none. */
static inline uintptr_t thread_locals_generation(void) {
    const uintptr_t(*table)[2] = thread_locals_table();
    return table ? table[0][0] : 0;
}

/*
 * `module` is the loader's number (dlpi_tls_modid of struct dl_phdr_info). NULL: this thread has not used
 * them yet, the C library is another, or the table is older than `since`: the entry may still be that of an
 * object that had the number before and is gone. Makes no call of the loader. Any thread.
 */
static inline const void *thread_locals_of(size_t module, uintptr_t since) {
    const uintptr_t(*table)[2] = thread_locals_table();
    if (!table || !module || table[-1][0] < module || table[0][0] < since)
        return NULL;
    const uintptr_t address = table[module][0];
    return address == UINTPTR_MAX ? NULL : (const void *)address; // NOLINT(performance-no-int-to-ptr)
}

#endif
