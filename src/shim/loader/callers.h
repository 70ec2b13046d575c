/*
 * A cache of which copy of a library each return address reaches, as libraries.c found out. It makes a call
 * cost one look-up, also while Loopline is switched off.
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
    const struct library *library; /* never NULL */
    uint32_t unloads; /* number of unloads when this was found out; invalid once there are more */
};

enum { CALLER_SLOTS = 4096, CALLER_WINDOW = 8 };

/* By driver. An entry stands in the first free slot of its window. Atomic; read by callers_find only. */
extern struct caller *caller_slots[LOOPLINE_DRIVER_POSTGRESQL + 1][CALLER_SLOTS]
    __attribute__((visibility("hidden")));

/* caller_slots as long as Loopline was never switched on, then NULL. Atomic. */
extern struct caller *(*caller_slots_when_off)[CALLER_SLOTS] __attribute__((visibility("hidden")));

/* The lowest bits of return addresses are as good as random. */
static inline uint32_t caller_first_slot(const void *address) {
    return (uintptr_t)address % CALLER_SLOTS;
}

/* callers_find, where another caller's entry is in the first slot. */
const struct library *callers_find_behind(enum loopline_driver driver, const void *address, uint32_t unloads);

static inline bool caller_is_current(const struct caller *entry, uint32_t unloads) {
    return __atomic_load_n(&entry->unloads, __ATOMIC_ACQUIRE) == unloads;
}

/*
 * Returns the entry of `address` if Loopline was never switched on (so dlsym gave out no thunk) and the entry
 * is current and the first of its window; else NULL. Any thread; nothing is called.
 */
static inline const struct caller *callers_find_when_off(enum loopline_driver driver, const void *address,
                                                         uint32_t unloads) {
    struct caller *(*slots)[CALLER_SLOTS] = __atomic_load_n(&caller_slots_when_off, __ATOMIC_ACQUIRE);
    if (!slots)
        return NULL;
    const struct caller *entry =
        __atomic_load_n(&slots[driver][caller_first_slot(address)], __ATOMIC_ACQUIRE);
    return entry && entry->address == address && caller_is_current(entry, unloads) ? entry : NULL;
}

/*
 * Returns the copy, or NULL if it is unknown or was found before the latest of `unloads` unloads. Any thread;
 * takes no lock.
 */
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

/* Adds a copy of `found` to the cache. Any thread; takes a lock, but calls no other library meanwhile. */
void callers_remember(const struct caller *found);

/* Call before Loopline is switched on. */
void callers_switch_on(void);

/* Call in a forked child: releases the lock. */
void callers_after_fork(void);

#endif
