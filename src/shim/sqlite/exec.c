/*
 * SQLite: texts that are run in one call. The library runs them through its own public functions, which come
 * by our hooks again and are passed on there, since the library is their caller.
 */
#include <string.h>

#include "calls.h"
#include "rows.h"
#include "shim/process/hook.h"
#include "sql/normalize.h"

typedef int (*row_callback)(void *, int, char **, char **);

/* A text under way. It is counted when its first row comes, or at its end. */
struct text_execution {
    struct thread_record *thread_record;
    struct site_state *state;
    struct execution_facts facts;
    uint64_t values[READING_VALUES]; /* `facts` points to these, */
    struct statement_tags tags;      /* and to these */
    struct result_rows rows;
    bool counted;
    struct statement_timing timing;
    uint64_t callback_ticks; /* time spent in the program's own callback, without the statements it ran */
    row_callback callback;
    void *callback_argument;
};

static void begin(struct text_execution *execution, const struct library *library, sqlite3 *db,
                  const char *sql) {
    const struct sqlite_functions *sqlite = &library->sqlite;
    const struct statement_text text = {
        .driver = LOOPLINE_DRIVER_SQLITE, .bytes = sql, .length = strlen(sql)};
    const struct statement_reading *reading = statement_cache_read(execution->thread_record, &text);
    execution->state = recorder_site(execution->thread_record, reading->statement, library);
    execution->facts.has_parameters = reading->has_literals;
    execution->facts.parameters = reading->literals_hash;
    execution->facts.longest_list = reading->longest_list;
    execution->facts.values = memcpy(execution->values, reading->values, sizeof execution->values);
    execution->facts.value_count = reading->value_count;
    if (__builtin_expect(reading->tags.id != 0, 0)) {
        execution->tags = reading->tags;
        execution->facts.tags = &execution->tags;
    }
    if (sql_class_is_write(reading->statement.statement_class) && sqlite->sqlite3_get_autocommit)
        execution->facts.in_transaction = !sqlite->sqlite3_get_autocommit(db);
    execution->timing = recorder_begin_timing(execution->thread_record);
}

static void count_once(struct text_execution *execution) {
    if (!execution->counted)
        recorder_count(execution->thread_record, execution->state, &execution->facts);
    execution->counted = true;
}

/* Of the text's last statement; most have but one. */
static void add_changed_rows(const struct text_execution *execution, const struct sqlite_functions *sqlite,
                             sqlite3 *db) {
    const int rows = sqlite->sqlite3_changes ? sqlite->sqlite3_changes(db) : 0;
    counter_add(&execution->state->site->changed_rows, rows > 0 ? (uint64_t)rows : 0);
}

static void end(struct text_execution *execution, const struct library *library, sqlite3 *db, int result,
                uint64_t rows) {
    const uint64_t all_ticks = recorder_end_timing(execution->thread_record, &execution->timing);
    const uint64_t ticks = all_ticks > execution->callback_ticks ? all_ticks - execution->callback_ticks : 0;
    count_once(execution);
    if (!execution->state)
        return;
    struct loopline_site *site = execution->state->site;
    counter_add(&site->ticks, ticks);
    counter_add(&site->rows, rows);
    if (result != SQLITE_OK)
        counter_add(&site->failed, 1);
    else if (sql_class_is_write(execution->state->statement_class))
        add_changed_rows(execution, &library->sqlite, db);
}

static __attribute__((noinline)) void keep_row(struct text_execution *execution, int columns,
                                               char *const *values, char *const *names) {
    if (results_wants_row(&execution->state->results, &execution->rows))
        sqlite_keep_texts(execution->thread_record, execution->state, &execution->rows, columns, values,
                          names);
}

/*
 * Stands before the program's callback: what it runs for this row comes after the statement, in the thread
 * record. With PRAGMA empty_result_callbacks a result without rows comes by once, and has no values.
 */
static int pass_row(void *context, int columns, char **values, char **names) {
    struct text_execution *execution = context;
    count_once(execution);
    if (execution->state && values) {
        counter_add(&execution->state->site->rows, 1);
        keep_row(execution, columns, values, names);
    }
    const struct statement_timing timing = recorder_begin_timing(execution->thread_record);
    const int result = execution->callback(execution->callback_argument, columns, values, names);
    const uint64_t inner = execution->thread_record->statement_ticks - timing.statement_ticks;
    execution->callback_ticks += recorder_ticks(execution->thread_record) - timing.start - inner;
    return result;
}

/* The thread record that counts a call from `caller`; NULL: it is not recorded. */
static struct thread_record *record_for(const struct library *library, const sqlite3 *db, const char *sql,
                                        const void *caller) {
    if (!process_is_enabled() || !sql || !db || sqlite_made_call(library, caller))
        return NULL;
    struct thread_record *thread_record = recorder_begin_statement();
    if (!thread_record)
        recorder_leave_out();
    return thread_record;
}

HOOK int sqlite3_exec(sqlite3 *db, const char *sql, row_callback callback, void *argument, char **message) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    struct text_execution execution = {.thread_record = record_for(library, db, sql, CALLER),
                                       .callback = callback,
                                       .callback_argument = argument};
    if (!execution.thread_record)
        return library->sqlite.sqlite3_exec(db, sql, callback, argument, message);
    begin(&execution, library, db, sql);
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_exec(db, sql, callback ? pass_row : NULL,
                                                    callback ? &execution : NULL, message);
    sqlite_call_end(library, outer);
    end(&execution, library, db, result, 0);
    return result;
}

/* The names stand before the values. */
static void keep_table(struct text_execution *execution, char *const *table, int rows, int columns) {
    for (int row = 1; execution->state && row <= rows && !execution->rows.declined; row++)
        keep_row(execution, columns, table + (size_t)row * (size_t)columns, table);
}

HOOK int sqlite3_get_table(sqlite3 *db, const char *sql, char ***table, int *rows, int *columns,
                           char **message) {
    const struct library *library = sqlite_library_of_connection(db, __func__, CALLER);
    int row_count = 0;
    int column_count = 0;
    if (!library)
        return SQLITE_MISUSE;
    struct text_execution execution = {.thread_record = record_for(library, db, sql, CALLER)};
    if (!execution.thread_record)
        return library->sqlite.sqlite3_get_table(db, sql, table, rows, columns, message);
    begin(&execution, library, db, sql);
    int *counted = rows ? rows : &row_count;
    int *width = columns ? columns : &column_count;
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_get_table(db, sql, table, counted, width, message);
    sqlite_call_end(library, outer);
    end(&execution, library, db, result, result == SQLITE_OK && *counted > 0 ? (uint64_t)*counted : 0);
    if (result == SQLITE_OK)
        keep_table(&execution, *table, *counted, *width);
    return result;
}
