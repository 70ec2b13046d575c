/*
 * The copies of SQLite and libpq in this process, and which of them a call goes to.
 *
 * A process may hold several copies (a wheel brings its own libpq), and RTLD_NEXT finds none that a plug-in
 * opened with RTLD_LOCAL. So the copy is found from the caller's return address, and calls on a handle go to
 * the copy that made the handle.
 */
#ifndef LOOPLINE_SHIM_LOADER_LIBRARIES_H
#define LOOPLINE_SHIM_LOADER_LIBRARIES_H

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "callers.h"
#include "hook_list.h"
#include "loopline/capture.h"
#include "shim/process/process.h"

#if SQLITE_VERSION_NUMBER < 3040000
int sqlite3_value_encoding(sqlite3_value *value);
#endif

/* New in libpq 17. */
#ifndef LIBPQ_HAS_CLOSE_PREPARED
int PQsendClosePrepared(PGconn *connection, const char *statement);
int PQsendClosePortal(PGconn *connection, const char *portal);
#endif

#define FUNCTION_FIELD(name) __typeof__(name) *name;

struct sqlite_functions {
    SQLITE_HOOKS(FUNCTION_FIELD)
    SQLITE_HELPERS(FUNCTION_FIELD)
};

struct postgresql_functions {
    POSTGRESQL_HOOKS(FUNCTION_FIELD)
    POSTGRESQL_HELPERS(FUNCTION_FIELD)
};

#undef FUNCTION_FIELD

/*
 * One copy. Any function may be NULL if the library is too old to have it. Lives as long as the process; when
 * the copy is unloaded, `base`, `start` and `end` become 0, and another copy may take its place later.
 */
struct library {
    enum loopline_driver driver;
    bool holds_callers; /* SQLite and the module that calls it are in one object */
    bool direct;        /* its functions come from dlsym on the copy itself, past other preloaded libraries */
    uintptr_t base;     /* load address */
    uintptr_t start;    /* start and end of its code */
    uintptr_t end;
    uint32_t slot;     /* 1 to THUNK_SLOTS once a program got its functions from dlsym */
    uint32_t unloads;  /* number of unloads when the functions were looked up */
    uint32_t recorded; /* id in the capture; 0: no statement has run */
    const char *path;  /* owned */
    union {
        struct sqlite_functions sqlite;
        struct postgresql_functions postgresql;
    };
};

/* How often code was unloaded: what was known about addresses before that is invalid. Atomic. */
extern uint32_t library_unloads __attribute__((visibility("hidden")));

/* A thunk sets it just before it enters a hook: the slot of the copy, from 1; 0: the caller decides. */
extern __thread int libraries_selected __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* libraries_for_caller for a caller not yet known, or when a thunk has selected the copy. */
const struct library *libraries_find(enum loopline_driver driver, const char *hook, const void *caller);

/*
 * Returns the copy that `caller` (a return address) reaches under the name of a hook, or NULL if none can be
 * found. Any thread; a few instructions once a caller is known, and nothing more with LOOPLINE=0.
 */
static inline const struct library *libraries_for_caller(enum loopline_driver driver, const char *hook,
                                                         const void *caller) {
    const struct library *known =
        callers_find(driver, caller, __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE));
    return __builtin_expect(known && !libraries_selected, 1) ? known : libraries_find(driver, hook, caller);
}

/* The same for a hook that is called so often that it must cost next to nothing while Loopline is off. */
static inline const struct caller *libraries_known_when_off(enum loopline_driver driver, const void *caller) {
    return callers_find_when_off(driver, caller, __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE));
}

/*
 * Returns true if the call came from inside a copy: the library calls its own public functions. It may be a
 * different copy from the one called: the loader binds a second copy's calls to the first if that one is
 * globally visible. Any thread.
 */
bool library_made_call(const struct library *library, const void *caller);

/* Call when a connection was opened from inside the copy: the object also holds the code of a driver. */
void library_note_callers(const struct library *library);

/* Returns true if any copy of SQLite or libpq made the call, whatever it called. Any thread. */
bool libraries_made_call(const void *caller);

/*
 * What dlsym returns to `caller` (a return address) for a hooked name whose real function is `real`: a thunk
 * that remembers the copy. NULL, for the real function: the name is not hooked, there are more copies than
 * slots, or the caller is itself a function of this name behind the shim, whose calls have already been seen.
 */
void *libraries_entry_for(const char *name, void *real, const void *caller);

/*
 * Returns true if dlsym(handle, name), called from `caller` (a return address), would find a hook with no
 * real function behind it: without the shim there is no such name. Also while Loopline is switched off. Any
 * thread.
 */
bool libraries_lack(void *handle, const char *name, const void *caller);

/* Call when an object was unloaded: addresses may mean other code from now on. Any thread. */
void libraries_forget_callers(void);

/* Notes the copy's id in the capture, as recording_library returned it. Any thread. */
void library_set_recorded(const struct library *library, uint32_t id);

/* Writes the copy's version, such as "3.40.1", into `buffer`; empty if the copy reports none. */
void library_version(const struct library *library, char *buffer, size_t capacity);

/* Drops what a thunk selected, because a handle determines the copy. */
static inline void libraries_ignore_selection(void) {
    libraries_selected = 0;
}

/* Call in a forked child: releases the locks; no copy has been recorded. */
void libraries_after_fork(void);

#endif
