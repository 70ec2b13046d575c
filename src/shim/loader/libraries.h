/*
 * The copies of SQLite and libpq in this process, and which of them a caller means.
 *
 * A process may hold several copies (a wheel brings its own libpq), and RTLD_NEXT sees none of those that a
 * plug-in opened with RTLD_LOCAL. So the copy is found per caller, from the return address; calls on a
 * handle go to the copy that made the handle.
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

/* Of libpq 17. */
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
 * One copy. Any function may be NULL: an older library lacks it. Lives as long as the process; when the copy
 * is unloaded, `base`, `start` and `end` become 0, and later another copy may take the place.
 */
struct library {
    enum loopline_driver driver;
    bool holds_callers; /* SQLite and the module that calls it are one object */
    bool direct;        /* the copy's own functions, as dlsym gives them: past what else is preloaded */
    uintptr_t base;     /* where it is loaded */
    uintptr_t start;    /* its code */
    uintptr_t end;
    uint32_t slot;     /* 1 to THUNK_SLOTS once a program asked for its functions by dlsym */
    uint32_t unloads;  /* number of unloads seen when the functions were looked up */
    uint32_t recorded; /* id in the capture; 0 until a statement ran */
    const char *path;  /* owned */
    union {
        struct sqlite_functions sqlite;
        struct postgresql_functions postgresql;
    };
};

/* How often code was unloaded: what was found out about addresses before is void. Atomic. */
extern uint32_t library_unloads __attribute__((visibility("hidden")));

/* Set by a thunk just before it enters a hook: which copy is meant, from 1; 0: the caller tells. */
extern __thread int libraries_selected __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* What libraries_for_caller does where the caller is not known yet, or a thunk has said what is meant. */
const struct library *libraries_find(enum loopline_driver driver, const char *hook, const void *caller);

/*
 * The copy that `caller` (a return address) reaches under a hook's name, or NULL where no copy can be
 * found. Any thread; a few instructions once a caller is known: with LOOPLINE=0 they are all there is.
 */
static inline const struct library *libraries_for_caller(enum loopline_driver driver, const char *hook,
                                                         const void *caller) {
    const struct library *known =
        callers_find(driver, caller, __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE));
    return __builtin_expect(known && !libraries_selected, 1) ? known : libraries_find(driver, hook, caller);
}

/* The same where Loopline is switched off (no thunk is ever given then) and the caller is known; else NULL.
 */
static inline const struct library *libraries_known_when_off(enum loopline_driver driver,
                                                             const void *caller) {
    if (__builtin_expect(process_was_enabled(), 1))
        return NULL;
    return callers_find(driver, caller, __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE));
}

/*
 * True where the call came from inside a copy: the library using its own public functions. It need not be the
 * copy that is called: the loader binds a second copy's calls to the first where that one is visible to all.
 */
bool library_made_call(const struct library *library, const void *caller);

/* A connection was opened from inside the copy: the object holds code of a driver as well. */
void library_note_callers(const struct library *library);

/* True where the code of any copy of SQLite or libpq made a call, whatever it called. Any thread. */
bool libraries_made_call(const void *caller);

/*
 * What dlsym is to answer `caller` (a return address) for a hooked name whose real function is `real`: an
 * entry that remembers the copy. NULL, the real one: the name is not hooked, there are more copies than
 * slots, or the caller stands behind this library under the same name, so that its calls have been seen.
 */
void *libraries_entry_for(const char *name, void *real, const void *caller);

/*
 * True where dlsym(handle, name), called from `caller` (a return address), would find a hook that has nothing
 * behind it: without this library there is no such name. Also while Loopline is switched off. Any thread.
 */
bool libraries_lack(void *handle, const char *name, const void *caller);

/* Something was unloaded: addresses mean other code from now on. */
void libraries_forget_callers(void);

/* Notes the id of a copy in the capture, as recording_library returned it. */
void library_set_recorded(const struct library *library, uint32_t id);

/* The version that the copy tells, such as "3.40.1"; empty where it tells none. */
void library_version(const struct library *library, char *buffer, size_t capacity);

/* A handle says which copy is meant, so what a thunk selected is not needed. */
static inline void libraries_ignore_selection(void) {
    libraries_selected = 0;
}

/* In a forked child: locks are free, and no copy has been recorded. */
void libraries_after_fork(void);

#endif
