/*
 * Tells calls that SQLite makes of itself from calls of the program. In a wheel that holds SQLite and its
 * Python module in one object, the caller's address is not enough: a call is the library's own only if
 * another call is under way further out on this stack, with nothing but the library's code in between. (An
 * SQL function written in Python also calls from this object, but with the interpreter in between.)
 *
 * The call under way is known by the address of its frame, not by a depth: after a longjmp or an exception
 * past it, the stack is shallower than that frame, which is then ignored.
 */
#ifndef LOOPLINE_SHIM_SQLITE_CALLS_H
#define LOOPLINE_SHIM_SQLITE_CALLS_H

#include "shim/loader/libraries.h"

/* The frame of the innermost hook on this thread that has called such a library; 0: none. */
extern __thread uintptr_t sqlite_call_frame __attribute__((tls_model("initial-exec"), visibility("hidden")));

/*
 * More bytes than one call spans on any stack. A frame further away is on another stack, such as a
 * coroutine's.
 */
#define SQLITE_CALL_SPAN ((uintptr_t)64 << 20)

/* Returns true if such a call is under way further out on this stack. */
static inline bool sqlite_call_is_under_way(void) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return sqlite_call_frame > here && sqlite_call_frame - here < SQLITE_CALL_SPAN;
}

/*
 * Call before calling into `library`, on the same thread as sqlite_call_end, which takes the result. Both do
 * nothing for a library that does not hold its callers.
 */
static inline uintptr_t sqlite_call_begin(const struct library *library) {
    if (__builtin_expect(!library->holds_callers, 1))
        return 0;
    const uintptr_t outer = sqlite_call_is_under_way() ? sqlite_call_frame : 0;
    sqlite_call_frame = (uintptr_t)__builtin_frame_address(0);
    return outer;
}

static inline void sqlite_call_end(const struct library *library, uintptr_t outer) {
    if (__builtin_expect(library->holds_callers, 0))
        sqlite_call_frame = outer;
}

/*
 * Walks the stack from `frame` and returns true if it leaves the library before it reaches the call under
 * way.
 */
bool sqlite_call_leaves_library(const struct library *library, uintptr_t frame);

/* Returns true if the library itself made the call. `caller`: a return address. */
static inline bool sqlite_made_call(const struct library *library, const void *caller) {
    if (!library_made_call(library, caller))
        return false;
    if (__builtin_expect(!library->holds_callers, 1))
        return true;
    return sqlite_call_is_under_way() &&
           !sqlite_call_leaves_library(library, (uintptr_t)__builtin_frame_address(0));
}

#endif
