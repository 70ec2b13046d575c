#include "sqlite_rows.h"

#include <string.h>

#include "values.h"

struct row_context {
    const struct sqlite_functions *sqlite;
    sqlite3_stmt *handle;
};

/*
 * sqlite3_column_blob leaves text in the database's encoding, and sqlite3_column_bytes after it does too;
 * sqlite3_column_text would convert UTF-16 for good (vdbeapi.c of 3.40, sqlite3ValueBytes in vdbemem.c).
 */
static uint64_t column_value(const void *context, uint32_t column) {
    const struct row_context *row = context;
    const struct sqlite_functions *sqlite = row->sqlite;
    const void *bytes = NULL;
    switch (sqlite->sqlite3_column_type(row->handle, (int)column)) {
    case SQLITE_INTEGER:
        return value_of_integer(sqlite->sqlite3_column_int64(row->handle, (int)column));
    case SQLITE_FLOAT:
        return value_of_real(sqlite->sqlite3_column_double(row->handle, (int)column));
    case SQLITE_TEXT:
        bytes = sqlite->sqlite3_column_blob(row->handle, (int)column);
        return value_of_text(bytes, (size_t)sqlite->sqlite3_column_bytes(row->handle, (int)column));
    case SQLITE_BLOB:
        bytes = sqlite->sqlite3_column_blob(row->handle, (int)column);
        return value_of_blob(bytes, (size_t)sqlite->sqlite3_column_bytes(row->handle, (int)column));
    default:
        return 0;
    }
}

static const char *column_name(const void *context, uint32_t column) {
    const struct row_context *row = context;
    return row->sqlite->sqlite3_column_name ? row->sqlite->sqlite3_column_name(row->handle, (int)column)
                                            : NULL;
}

static bool can_read(const struct sqlite_functions *sqlite) {
    return sqlite->sqlite3_data_count && sqlite->sqlite3_column_type && sqlite->sqlite3_column_int64 &&
           sqlite->sqlite3_column_double && sqlite->sqlite3_column_blob && sqlite->sqlite3_column_bytes;
}

void sqlite_keep_row(struct sqlite_statement *statement, struct ledger *ledger, struct site_state *state,
                     sqlite3_stmt *handle) {
    const struct row_context row = {&statement->library->sqlite, handle};
    if (!can_read(row.sqlite))
        return;
    const struct result_source source = {.columns = (uint32_t)row.sqlite->sqlite3_data_count(handle),
                                         .value = column_value,
                                         .name = column_name,
                                         .context = &row};
    const int saved = errno;
    results_add_row(ledger, state, &statement->rows, &source);
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

void sqlite_keep_texts(struct ledger *ledger, struct site_state *state, struct result_rows *rows, int columns,
                       char *const *values, char *const *names) {
    const struct texts texts = {values, names};
    const struct result_source source = {
        .columns = (uint32_t)columns, .value = text_value, .name = text_name, .context = &texts};
    const int saved = errno;
    results_add_row(ledger, state, rows, &source);
    errno = saved;
}
