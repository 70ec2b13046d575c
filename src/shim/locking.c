/*
 * Hooks of the two calls that say whether all memory is to be locked from now on.
 */
#include <stdbool.h>
#include <sys/mman.h>

#include "libc/functions.h"
#include "libc/locked.h"
#include "shim/process/hook.h"

static void note(bool locked) {
    __atomic_store_n(&memory_locked, locked, __ATOMIC_RELAXED);
}

/* The last call says what holds: without MCL_FUTURE, what was asked for before is over (mm/mlock.c, 6.1). */
HOOK int mlockall(int flags) {
    const int result = REAL(mlockall)(flags);
    if (result == 0)
        note(flags & MCL_FUTURE);
    return result;
}

HOOK int munlockall(void) {
    const int result = REAL(munlockall)();
    if (result == 0)
        note(false);
    return result;
}
