/*
 * SQLite: connections and statements come and go. The text of a statement is read at its first step, by
 * sqlite3_sql: preparing alone leaves no trace, and one way serves UTF-8 and UTF-16.
 */
#include "calls.h"
#include "shim/process/hook.h"
#include "statements.h"

__thread uintptr_t sqlite_call_frame;

static int note_prepared(const struct library *library, const void *caller, int result,
                         sqlite3_stmt *const *handle) {
    if (result == SQLITE_OK && *handle && process_is_enabled() && !sqlite_made_call(library, caller))
        sqlite_statement_add(*handle, library);
    return result;
}

HOOK int sqlite3_prepare(sqlite3 *db, const char *sql, int bytes, sqlite3_stmt **handle, const char **tail) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_prepare(db, sql, bytes, handle, tail);
    sqlite_call_end(library, outer);
    return note_prepared(library, CALLER, result, handle);
}

HOOK int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int bytes, sqlite3_stmt **handle,
                            const char **tail) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_prepare_v2(db, sql, bytes, handle, tail);
    sqlite_call_end(library, outer);
    return note_prepared(library, CALLER, result, handle);
}

HOOK int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int bytes, unsigned flags, sqlite3_stmt **handle,
                            const char **tail) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_prepare_v3(db, sql, bytes, flags, handle, tail);
    sqlite_call_end(library, outer);
    return note_prepared(library, CALLER, result, handle);
}

HOOK int sqlite3_prepare16(sqlite3 *db, const void *sql, int bytes, sqlite3_stmt **handle,
                           const void **tail) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_prepare16(db, sql, bytes, handle, tail);
    sqlite_call_end(library, outer);
    return note_prepared(library, CALLER, result, handle);
}

HOOK int sqlite3_prepare16_v2(sqlite3 *db, const void *sql, int bytes, sqlite3_stmt **handle,
                              const void **tail) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_prepare16_v2(db, sql, bytes, handle, tail);
    sqlite_call_end(library, outer);
    return note_prepared(library, CALLER, result, handle);
}

HOOK int sqlite3_prepare16_v3(sqlite3 *db, const void *sql, int bytes, unsigned flags, sqlite3_stmt **handle,
                              const void **tail) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_prepare16_v3(db, sql, bytes, flags, handle, tail);
    sqlite_call_end(library, outer);
    return note_prepared(library, CALLER, result, handle);
}

/* A failed open may still give a connection, which only serves to be closed. */
static int note_opened(const struct library *library, const void *caller, int result, sqlite3 *const *db) {
    if (!library->holds_callers && library_made_call(library, caller))
        library_note_callers(library);
    if (db && *db && process_is_enabled())
        sqlite_connection_add(*db, library);
    return result;
}

HOOK int sqlite3_open(const char *name, sqlite3 **db) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_SQLITE, __func__, CALLER);
    return library ? note_opened(library, CALLER, library->sqlite.sqlite3_open(name, db), db)
                   : SQLITE_CANTOPEN;
}

HOOK int sqlite3_open16(const void *name, sqlite3 **db) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_SQLITE, __func__, CALLER);
    return library ? note_opened(library, CALLER, library->sqlite.sqlite3_open16(name, db), db)
                   : SQLITE_CANTOPEN;
}

HOOK int sqlite3_open_v2(const char *name, sqlite3 **db, int flags, const char *vfs) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_SQLITE, __func__, CALLER);
    return library ? note_opened(library, CALLER, library->sqlite.sqlite3_open_v2(name, db, flags, vfs), db)
                   : SQLITE_CANTOPEN;
}

/* After SQLITE_BUSY the connection lives on, and is found again by its caller. */
HOOK int sqlite3_close(sqlite3 *db) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    sqlite_connection_remove(db);
    return library->sqlite.sqlite3_close(db);
}

HOOK int sqlite3_close_v2(sqlite3 *db) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    sqlite_connection_remove(db);
    return library->sqlite.sqlite3_close_v2(db);
}
