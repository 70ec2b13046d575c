/*
 * Writing to a descriptor that another thread of the process waits on (wakes.h).
 *
 * Through a socket one byte wakes an event loop (asyncio's and many others do so); more than that is a
 * message, and whoever sends it is a client, be it in the same process.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "note.h"
#include "wakes.h"

static inline bool wakes(int descriptor) {
    return (unsigned)descriptor < DESCRIPTOR_LIMIT &&
           __builtin_expect(descriptor_kinds[descriptor] & DESCRIPTOR_WAKES, 0);
}

static __attribute__((noinline)) void wake_reader(int descriptor) {
    const int reader = descriptor_reader(descriptor);
    if (reader < 0 || !recorder_has_started() || !wakes(reader))
        return;
    const uintptr_t key = wakes_key_of_descriptor(reader);
    if (wakes_is_waited_on(key))
        wakes_wake(key, false);
}

HOOK ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (wakes(descriptor) && (count == 1 || !(descriptor_kinds[descriptor] & DESCRIPTOR_SOCKET)))
        wake_reader(descriptor);
    return REAL(write)(descriptor, bytes, count);
}

HOOK ssize_t send(int descriptor, const void *bytes, size_t count, int flags) {
    if (wakes(descriptor) && count == 1)
        wake_reader(descriptor);
    return REAL(send)(descriptor, bytes, count, flags);
}
