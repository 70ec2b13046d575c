/*
 * Calls of the library that may call it again. Where a wheel holds SQLite and the module for it in one
 * object, the address of a caller does not tell the one from the other: a call is the library's own only
 * while another is under way further out on this stack, with nothing but the library's code in between. (A
 * function of SQL that is written in Python calls from the object too, and the interpreter stands in
 * between.)
 *
 * What is under way is the address of its frame, not a depth: after a longjmp or an exception past it the
 * stack is shallower than that frame, which then means nothing.
 */
#ifndef LOOPLINE_SHIM_SQLITE_CALLS_H
#define LOOPLINE_SHIM_SQLITE_CALLS_H

#include "shim/loader/libraries.h"

/* The frame of the innermost hook that has called such a library on this thread; 0: none. */
extern __thread uintptr_t sqlite_call_frame __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* More than any stack that one call spans; further away lies another stack, a coroutine's say. */
#define SQLITE_CALL_SPAN ((uintptr_t)64 << 20)

static inline bool sqlite_call_is_under_way(void) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return sqlite_call_frame > here && sqlite_call_frame - here < SQLITE_CALL_SPAN;
}

/* Before a call into a library that holds its callers too; returns what sqlite_call_end takes. */
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

/* True where the stack leaves the library between here and the call that is under way, on a walk from
 * `frame`. */
bool sqlite_call_leaves_library(const struct library *library, uintptr_t frame);

/* True for a call that the library made of itself. */
static inline bool sqlite_made_call(const struct library *library, const void *caller) {
    if (!library_made_call(library, caller))
        return false;
    if (__builtin_expect(!library->holds_callers, 1))
        return true;
    return sqlite_call_is_under_way() &&
           !sqlite_call_leaves_library(library, (uintptr_t)__builtin_frame_address(0));
}

#endif
