#include "rows.h"

#include <string.h>

#include "shim/process/hook.h"
#include "shim/recorder/values.h"

struct row_context {
    const struct sqlite_functions *sqlite;
    sqlite3_stmt *handle;
    bool names_are_utf16; /* see sqlite3_column_name16 below */
};

enum { UTF16_IS_BIG_ENDIAN = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ };

static bool is_key(int bytes) {
    return bytes > 0 && bytes <= VALUE_KEY_BYTES;
}

/* A copy is read: all accessors of text change how the value is stored, or what its length is said to be. */
static uint64_t copied_text(const struct sqlite_functions *sqlite, const sqlite3_value *original) {
    uint64_t value = 0;
    if (!sqlite->sqlite3_value_dup || !sqlite->sqlite3_value_free)
        return 0;
    sqlite3_value *copy = sqlite->sqlite3_value_dup(original);
    if (!copy)
        return 0;
    const unsigned char *text = sqlite->sqlite3_value_text(copy);
    const int bytes = text ? sqlite->sqlite3_value_bytes(copy) : 0;
    if (is_key(bytes))
        value = value_of_text((const char *)text, (size_t)bytes);
    sqlite->sqlite3_value_free(copy);
    return value;
}

static uint64_t utf8_value_of(const struct row_context *row, int column, sqlite3_value *value) {
    const int bytes = row->sqlite->sqlite3_value_bytes(value);
    if (!is_key(bytes))
        return 0;
    return value_of_text((const char *)row->sqlite->sqlite3_column_text(row->handle, column), (size_t)bytes);
}

/* In this machine's order of bytes. */
static uint64_t utf16_value_of(const struct row_context *row, int column, sqlite3_value *value) {
    const struct sqlite_functions *sqlite = row->sqlite;
    if (!sqlite->sqlite3_value_bytes16 || !sqlite->sqlite3_column_text16)
        return copied_text(sqlite, value);
    const int bytes = sqlite->sqlite3_value_bytes16(value);
    if (!is_key(bytes))
        return 0;
    return value_of_utf16(sqlite->sqlite3_column_text16(row->handle, column), (size_t)bytes,
                          UTF16_IS_BIG_ENDIAN);
}

/*
 * Text is there to be read in the encoding it is stored in. In another it would be converted for good, and
 * after sqlite3_column_blob the length in the other encoding is not computed any more (vdbemem.c of 3.40,
 * sqlite3ValueBytes): a program that asks for sqlite3_column_bytes16 before sqlite3_column_text16 would be
 * told the length in UTF-8. SQLite before 3.40 does not say how a value is stored. A copy takes memory from
 * the program's allocator, which may count it.
 */
static uint64_t text_value_of(const struct row_context *row, int column, sqlite3_value *value) {
    const struct sqlite_functions *sqlite = row->sqlite;
    const int encoding = sqlite->sqlite3_value_encoding ? sqlite->sqlite3_value_encoding(value) : 0;
    if (encoding == SQLITE_UTF8)
        return utf8_value_of(row, column, value);
    if (encoding == (UTF16_IS_BIG_ENDIAN ? SQLITE_UTF16BE : SQLITE_UTF16LE))
        return utf16_value_of(row, column, value);
    return copied_text(sqlite, value);
}

/* The length first: a blob of zeros is only made when its bytes are asked for. */
static uint64_t blob_value_of(const struct row_context *row, int column, sqlite3_value *value) {
    const int bytes = row->sqlite->sqlite3_value_bytes(value);
    if (!is_key(bytes))
        return 0;
    return value_of_blob(row->sqlite->sqlite3_column_blob(row->handle, column), (size_t)bytes);
}

/*
 * By way of the value, since each accessor of a column takes the connection's lock and gives it back. What
 * may ask the connection for memory needs the lock: text and blobs are read from the column.
 */
static uint64_t sqlite_column_value(const void *context, uint32_t column) {
    const struct row_context *row = context;
    const struct sqlite_functions *sqlite = row->sqlite;
    sqlite3_value *value = sqlite->sqlite3_column_value(row->handle, (int)column);
    switch (sqlite->sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return value_of_integer(sqlite->sqlite3_value_int64(value));
    case SQLITE_FLOAT:
        return value_of_real(sqlite->sqlite3_value_double(value));
    case SQLITE_TEXT:
        return text_value_of(row, (int)column, value);
    case SQLITE_BLOB:
        return blob_value_of(row, (int)column, value);
    default:
        return 0;
    }
}

static const char *column_name(const void *context, uint32_t column) {
    const struct row_context *row = context;
    if (row->names_are_utf16 || !row->sqlite->sqlite3_column_name)
        return NULL;
    return row->sqlite->sqlite3_column_name(row->handle, (int)column);
}

static bool can_read(const struct sqlite_functions *sqlite) {
    return sqlite->sqlite3_data_count && sqlite->sqlite3_column_value && sqlite->sqlite3_value_type &&
           sqlite->sqlite3_value_int64 && sqlite->sqlite3_value_double && sqlite->sqlite3_value_bytes &&
           sqlite->sqlite3_value_text && sqlite->sqlite3_column_text && sqlite->sqlite3_column_blob;
}

void sqlite_keep_row(struct sqlite_statement *statement, struct thread_record *thread_record,
                     struct site_state *state, sqlite3_stmt *handle) {
    const struct row_context row = {&statement->library->sqlite, handle, statement->names_are_utf16};
    if (!can_read(row.sqlite))
        return;
    const struct result_source source = {.columns = (uint32_t)row.sqlite->sqlite3_data_count(handle),
                                         .value = sqlite_column_value,
                                         .name = column_name,
                                         .context = &row};
    const int saved = errno;
    results_add_row(thread_record, state, &statement->rows, &source);
    errno = saved;
}

struct texts {
    char *const *values;
    char *const *names;
};

static uint64_t text_value(const void *context, uint32_t column) {
    const char *text = ((const struct texts *)context)->values[column];
    return text ? value_of_text(text, strlen(text)) : 0;
}

static const char *text_name(const void *context, uint32_t column) {
    return ((const struct texts *)context)->names[column];
}

void sqlite_keep_texts(struct thread_record *thread_record, struct site_state *state,
                       struct result_rows *rows, int columns, char *const *values, char *const *names) {
    const struct texts texts = {values, names};
    const struct result_source source = {
        .columns = (uint32_t)columns, .value = text_value, .name = text_name, .context = &texts};
    const int saved = errno;
    results_add_row(thread_record, state, rows, &source);
    errno = saved;
}

/*
 * The name is converted where it is stored, and back again for sqlite3_column_name: a call of ours in between
 * would free what the program was given here. A statement without room keeps no row whose names are asked
 * for.
 */
HOOK const void *sqlite3_column_name16(sqlite3_stmt *handle, int column) {
    struct sqlite_statement *statement = sqlite_statement_find(handle);
    const struct library *library = sqlite_library_of_statement(statement, __func__, CALLER);
    if (!library)
        return NULL;
    if (!statement && handle && process_is_enabled())
        statement = sqlite_statement_add(handle, library);
    if (statement)
        statement->names_are_utf16 = true;
    return library->sqlite.sqlite3_column_name16(handle, column);
}
