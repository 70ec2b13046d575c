/*
 * SQLite: the values bound to parameters. Only their hashes are kept, in memory, to tell whether executions
 * differ. Each hook notes the value and then binds: the library may free what it is given.
 */
#include <string.h>

#include "shim/process/hook.h"
#include "shim/recorder/values.h"
#include "statements.h"

struct binding {
    const struct library *library;      /* NULL: none found */
    struct sqlite_statement *statement; /* NULL: not known */
};

static struct binding binding_of(const sqlite3_stmt *handle, const char *hook, const void *caller) {
    struct sqlite_statement *statement = sqlite_statement_find(handle);
    return (struct binding){sqlite_library_of_statement(statement, hook, caller), statement};
}

static void note(const struct binding *binding, int index, uint64_t hash) {
    if (binding->statement)
        sqlite_statement_bind(binding->statement, index, hash);
}

/* Beyond the largest length SQLite refuses the value without reading it (SQLITE_TOOBIG): so must we. */
static void note_text(const struct binding *binding, int index, const char *text, uint64_t length) {
    if (binding->statement && length <= INT32_MAX)
        sqlite_statement_bind(binding->statement, index, value_of_text(text, length));
}

static void note_blob(const struct binding *binding, int index, const void *bytes, uint64_t length) {
    if (binding->statement && length <= INT32_MAX)
        sqlite_statement_bind(binding->statement, index, value_of_blob(bytes, length));
}

static void note_utf16(const struct binding *binding, int index, const void *text, uint64_t bytes,
                       unsigned char encoding) {
    const bool native_is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
    const bool big_endian = encoding == SQLITE_UTF16BE || (encoding == SQLITE_UTF16 && native_is_big);
    if (binding->statement && bytes <= INT32_MAX)
        sqlite_statement_bind(binding->statement, index, value_of_utf16(text, bytes, big_endian));
}

/* A negative length means up to the terminator (sqlite3_bind_text). */
static uint64_t text_length(const char *text, int bytes) {
    return bytes >= 0 ? (uint64_t)bytes : text ? strlen(text) : 0;
}

static uint64_t text16_length(const uint16_t *text, int bytes) {
    uint64_t units = 0;
    if (bytes >= 0)
        return (uint64_t)bytes;
    while (text && text[units])
        units++;
    return units * sizeof *text;
}

HOOK int sqlite3_bind_blob(sqlite3_stmt *handle, int index, const void *value, int bytes,
                           void (*release)(void *)) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note_blob(&binding, index, value, bytes > 0 ? (uint64_t)bytes : 0);
    return binding.library->sqlite.sqlite3_bind_blob(handle, index, value, bytes, release);
}

HOOK int sqlite3_bind_blob64(sqlite3_stmt *handle, int index, const void *value, sqlite3_uint64 bytes,
                             void (*release)(void *)) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note_blob(&binding, index, value, bytes);
    return binding.library->sqlite.sqlite3_bind_blob64(handle, index, value, bytes, release);
}

HOOK int sqlite3_bind_double(sqlite3_stmt *handle, int index, double value) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, value_of_real(value));
    return binding.library->sqlite.sqlite3_bind_double(handle, index, value);
}

HOOK int sqlite3_bind_int(sqlite3_stmt *handle, int index, int value) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, value_of_integer(value));
    return binding.library->sqlite.sqlite3_bind_int(handle, index, value);
}

static __attribute__((noinline)) int bind_int64(sqlite3_stmt *handle, int index, sqlite3_int64 value,
                                                const void *caller) {
    const struct binding binding = binding_of(handle, "sqlite3_bind_int64", caller);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, value_of_integer(value));
    return binding.library->sqlite.sqlite3_bind_int64(handle, index, value);
}

HOOK int sqlite3_bind_int64(sqlite3_stmt *handle, int index, sqlite3_int64 value) {
    const struct caller *known = libraries_known_when_off(LOOPLINE_DRIVER_SQLITE, CALLER);
    return known ? known->library->sqlite.sqlite3_bind_int64(handle, index, value)
                 : bind_int64(handle, index, value, CALLER);
}

HOOK int sqlite3_bind_null(sqlite3_stmt *handle, int index) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, 0);
    return binding.library->sqlite.sqlite3_bind_null(handle, index);
}

/* A pointer is no value that a row could hold: it counts as NULL does, as in SQL. */
HOOK int sqlite3_bind_pointer(sqlite3_stmt *handle, int index, void *value, const char *type,
                              void (*release)(void *)) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, 0);
    return binding.library->sqlite.sqlite3_bind_pointer(handle, index, value, type, release);
}

HOOK int sqlite3_bind_text(sqlite3_stmt *handle, int index, const char *value, int bytes,
                           void (*release)(void *)) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note_text(&binding, index, value, text_length(value, bytes));
    return binding.library->sqlite.sqlite3_bind_text(handle, index, value, bytes, release);
}

HOOK int sqlite3_bind_text16(sqlite3_stmt *handle, int index, const void *value, int bytes,
                             void (*release)(void *)) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note_utf16(&binding, index, value, text16_length(value, bytes), SQLITE_UTF16);
    return binding.library->sqlite.sqlite3_bind_text16(handle, index, value, bytes, release);
}

HOOK int sqlite3_bind_text64(sqlite3_stmt *handle, int index, const char *value, sqlite3_uint64 bytes,
                             void (*release)(void *), unsigned char encoding) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    if (encoding == SQLITE_UTF8)
        note_text(&binding, index, value, bytes);
    else
        note_utf16(&binding, index, value, bytes, encoding);
    return binding.library->sqlite.sqlite3_bind_text64(handle, index, value, bytes, release, encoding);
}

static uint64_t read_value(const struct sqlite_functions *sqlite, sqlite3_value *value) {
    const void *bytes = NULL;
    switch (sqlite->sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return value_of_integer(sqlite->sqlite3_value_int64(value));
    case SQLITE_FLOAT:
        return value_of_real(sqlite->sqlite3_value_double(value));
    case SQLITE_TEXT:
        bytes = sqlite->sqlite3_value_text ? sqlite->sqlite3_value_text(value) : NULL;
        return value_of_text(bytes, (size_t)sqlite->sqlite3_value_bytes(value));
    case SQLITE_BLOB:
        bytes = sqlite->sqlite3_value_blob(value);
        return value_of_blob(bytes, (size_t)sqlite->sqlite3_value_bytes(value));
    default:
        return 0;
    }
}

/*
 * Reading a value may change its form in place, so a copy is read. Without the means (SQLite before 3.8.11)
 * executions are not told apart by it.
 */
static void note_value(const struct binding *binding, int index, const sqlite3_value *value) {
    const struct sqlite_functions *sqlite = &binding->library->sqlite;
    sqlite3_value *copy = NULL;
    if (binding->statement && sqlite->sqlite3_value_dup && sqlite->sqlite3_value_free)
        copy = sqlite->sqlite3_value_dup(value);
    note(binding, index, copy ? read_value(sqlite, copy) : 0);
    if (copy)
        sqlite->sqlite3_value_free(copy);
}

HOOK int sqlite3_bind_value(sqlite3_stmt *handle, int index, const sqlite3_value *value) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note_value(&binding, index, value);
    return binding.library->sqlite.sqlite3_bind_value(handle, index, value);
}

HOOK int sqlite3_bind_zeroblob(sqlite3_stmt *handle, int index, int bytes) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, value_of_integer(bytes));
    return binding.library->sqlite.sqlite3_bind_zeroblob(handle, index, bytes);
}

HOOK int sqlite3_bind_zeroblob64(sqlite3_stmt *handle, int index, sqlite3_uint64 bytes) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    note(&binding, index, value_of_integer((int64_t)bytes));
    return binding.library->sqlite.sqlite3_bind_zeroblob64(handle, index, bytes);
}

HOOK int sqlite3_clear_bindings(sqlite3_stmt *handle) {
    const struct binding binding = binding_of(handle, __func__, CALLER);
    if (!binding.library)
        return SQLITE_MISUSE;
    if (binding.statement)
        sqlite_statement_clear_bindings(binding.statement);
    return binding.library->sqlite.sqlite3_clear_bindings(handle);
}
