#include "futexes.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#include "note.h"
#include "wakes.h"

static long call(const long arguments[6]) {
    return REAL(syscall)(SYS_futex, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                         arguments[5]);
}

/*
 * A lock is 0 once it is released, whoever made it (GLib, Rust, "Futexes Are Tricky"): who waits for it is
 * handed nothing. A condition counts its signals.
 */
static bool is_released_lock(const void *futex) {
    uint32_t word = 0;
    return !memory_copy(&word, futex, sizeof word) || word == 0;
}

static long wait_for(const void *futex, const long arguments[6], const void *caller) {
    const uintptr_t key = wakes_key_of(futex);
    const bool known = wakes_begin(key);
    const long result = call(arguments);
    const int saved = errno;
    if ((!known || wakes_end(key, result == 0) == WAKES_BY_OTHERS) && !is_released_lock(futex))
        note_pause(true, caller);
    errno = saved;
    return result;
}

static long wake(const void *futex, const long arguments[6]) {
    const uintptr_t key = wakes_key_of(futex);
    if (wakes_is_waited_on(key) && !is_released_lock(futex))
        wakes_wake(key, arguments[2] > 1);
    return call(arguments);
}

long futexes_call(const long arguments[6], const void *caller) {
    const void *futex = (const void *)arguments[0]; // NOLINT(performance-no-int-to-ptr)
    switch (arguments[1] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        return wait_for(futex, arguments, caller);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return wake(futex, arguments);
    default:
        return call(arguments);
    }
}
