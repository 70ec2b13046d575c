/*
 * Which copy of a library a return address reaches: what libraries.c has found out, kept so that a call costs
 * a look, also where Loopline is switched off.
 */
#ifndef LOOPLINE_SHIM_LOADER_CALLERS_H
#define LOOPLINE_SHIM_LOADER_CALLERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loopline/capture.h"

struct library;

struct caller {
    const void *address;
    enum loopline_driver driver;
    const struct library *library;
    uint32_t unloads; /* how many there had been when this was found out: more, and it means nothing */
};

enum { CALLER_SLOTS = 4096, CALLER_WINDOW = 8 };

/* By driver. Entries are put where their window begins, or behind it. Atomic; read by callers_find alone. */
extern struct caller *caller_slots[LOOPLINE_DRIVER_POSTGRESQL + 1][CALLER_SLOTS]
    __attribute__((visibility("hidden")));

/* The lowest bits of return addresses are as good as random. */
static inline uint32_t caller_first_slot(const void *address) {
    return (uintptr_t)address % CALLER_SLOTS;
}

/* The same where another caller's entry stands in the first slot. */
const struct library *callers_find_behind(enum loopline_driver driver, const void *address, uint32_t unloads);

static inline bool caller_is_current(const struct caller *entry, uint32_t unloads) {
    return __atomic_load_n(&entry->unloads, __ATOMIC_ACQUIRE) == unloads;
}

/* The copy, or NULL where it is not known after that many unloads. Any thread; takes no lock. */
static inline const struct library *callers_find(enum loopline_driver driver, const void *address,
                                                 uint32_t unloads) {
    const struct caller *entry =
        __atomic_load_n(&caller_slots[driver][caller_first_slot(address)], __ATOMIC_ACQUIRE);
    if (!entry)
        return NULL;
    if (__builtin_expect(entry->address == address, 1))
        return caller_is_current(entry, unloads) ? entry->library : NULL;
    return callers_find_behind(driver, address, unloads);
}

/* Any thread; calls nothing. */
void callers_remember(const struct caller *found);

/* In a forked child: the lock is free. */
void callers_after_fork(void);

#endif
