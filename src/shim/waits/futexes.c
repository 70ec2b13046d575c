#include "futexes.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#include "capture/writer/hand_over.h"
#include "note.h"
#include "wakes.h"

static long call(const long arguments[6]) {
    return REAL(syscall)(SYS_futex, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                         arguments[5]);
}

/*
 * Whoever waits for a lock is handed nothing. A lock that is waited for has its highest value, whoever made
 * it (GLib, Rust, "Futexes Are Tricky"): once it is released it is 0, or it has been taken again. A condition
 * counts its signals, and an event goes up too.
 */
static bool is_signalled(const void *futex) {
    uint32_t word = 0;
    return memory_copy(&word, futex, sizeof word) && wakes_is_above_expected(futex, word);
}

static long wait_for(const void *futex, const long arguments[6], const void *caller) {
    const uintptr_t key = wakes_key_of(futex);
    wakes_note_expected(futex, (uint32_t)arguments[2]);
    const bool known = wakes_begin(key);
    const long result = call(arguments);
    const int saved = errno;
    if ((!known || wakes_end(key, result == 0) == WAKES_BY_OTHERS) && is_signalled(futex))
        note_pause(true, caller);
    errno = saved;
    return result;
}

static long wake(const void *futex, const long arguments[6]) {
    const uintptr_t key = wakes_key_of(futex);
    if (is_signalled(futex)) {
        if (wakes_is_waited_on(key))
            wakes_wake(key, arguments[2] > 1);
        else
            hand_over_answer_early();
    }
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
