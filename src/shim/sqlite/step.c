/*
 * SQLite: the execution of prepared statements, step by step.
 */
#include "calls.h"
#include "rows.h"
#include "shim/process/hook.h"
#include "sql/normalize.h"
#include "stack/walk/runtimes.h"
#include "statements.h"

/*
 * Reading the tick counter twice takes longer than all else that is done here for a row. Of a long result one
 * step in so many is timed; the others count as much as the lesser of the two that were timed last, so that
 * one slow step is not taken for several.
 */
enum { STEPS_TIMED = 32, STEPS_PER_TIMED = 16 };

/* The real call. */
static inline int real_step(const struct library *library, sqlite3_stmt *handle) {
    const uintptr_t outer = sqlite_call_begin(library);
    const int result = library->sqlite.sqlite3_step(handle);
    sqlite_call_end(library, outer);
    return result;
}

static bool in_transaction(const struct sqlite_functions *sqlite, sqlite3_stmt *handle) {
    if (!sqlite->sqlite3_db_handle || !sqlite->sqlite3_get_autocommit)
        return false;
    return !sqlite->sqlite3_get_autocommit(sqlite->sqlite3_db_handle(handle));
}

static void add_changed_rows(const struct sqlite_functions *sqlite, struct loopline_site *site,
                             sqlite3_stmt *handle) {
    if (!sqlite->sqlite3_db_handle || !sqlite->sqlite3_changes)
        return;
    const int rows = sqlite->sqlite3_changes(sqlite->sqlite3_db_handle(handle));
    counter_add(&site->changed_rows, rows > 0 ? (uint64_t)rows : 0);
}

/* What one return of sqlite3_step adds to the site. */
static __attribute__((noinline)) void note_step(struct sqlite_statement *statement,
                                                struct thread_record *thread_record, struct site_state *state,
                                                sqlite3_stmt *handle, int result, uint64_t ticks) {
    statement->running = result == SQLITE_ROW;
    if (!state)
        return;
    struct loopline_site *site = state->site;
    counter_add(&site->ticks, ticks);
    if (result == SQLITE_ROW) {
        counter_add(&site->rows, 1);
        if (results_wants_row(&state->results, &statement->rows))
            sqlite_keep_row(statement, thread_record, state, handle);
    } else if (result != SQLITE_DONE) {
        counter_add(&site->failed, 1);
    } else if (sql_class_is_write(state->statement_class)) {
        add_changed_rows(&statement->library->sqlite, site, handle);
    }
}

static __attribute__((noinline)) int first_step(struct sqlite_statement *statement,
                                                struct thread_record *thread_record, sqlite3_stmt *handle,
                                                const void *caller) {
    const struct sqlite_functions *sqlite = &statement->library->sqlite;
    struct execution_facts facts = {0};
    sqlite_statement_read(statement, thread_record, handle);
    struct site_state *state = recorder_site(thread_record, statement->reading.statement, statement->library);
    sqlite_statement_parameters(statement, &facts);
    if (sql_class_is_write(statement->reading.statement.statement_class))
        facts.in_transaction = in_transaction(sqlite, handle);
    statement->thread_record = thread_record;
    statement->state = state;
    statement->rows = (struct result_rows){.result = NULL};
    statement->running = true;
    statement->steps = 1;
    statement->begun_at = caller;
    statement->peeked = false;
    const struct statement_timing timing = recorder_begin_timing(thread_record);
    const int result = real_step(statement->library, handle);
    const uint64_t ticks = recorder_end_timing(thread_record, &timing);
    statement->previous_ticks = ticks;
    recorder_count(thread_record, state, &facts);
    note_step(statement, thread_record, state, handle, result, ticks);
    return result;
}

static int timed_step(struct sqlite_statement *statement, struct thread_record *thread_record,
                      sqlite3_stmt *handle, uint64_t *ticks) {
    const struct statement_timing timing = recorder_begin_timing(thread_record);
    const int result = real_step(statement->library, handle);
    const uint64_t latest = recorder_end_timing(thread_record, &timing);
    *ticks = latest;
    statement->step_ticks = latest < statement->previous_ticks ? latest : statement->previous_ticks;
    statement->previous_ticks = latest;
    return result;
}

static __attribute__((noinline)) int noted_step(struct sqlite_statement *statement,
                                                struct thread_record *thread_record, sqlite3_stmt *handle) {
    struct site_state *state = statement->state;
    uint64_t ticks = 0;
    if (state && statement->thread_record != thread_record)
        state = recorder_site_elsewhere(thread_record, state, statement->library);
    statement->steps++;
    const int result = timed_step(statement, thread_record, handle, &ticks);
    note_step(statement, thread_record, state, handle, result, ticks);
    return result;
}

/* Most steps of a long result: nothing is kept of the row. */
static inline int next_step(struct sqlite_statement *statement, struct thread_record *thread_record,
                            sqlite3_stmt *handle) {
    const uint32_t step = statement->steps;
    if (step < STEPS_TIMED || step % STEPS_PER_TIMED == 0 || !statement->rows.declined ||
        statement->thread_record != thread_record)
        return noted_step(statement, thread_record, handle);
    struct site_state *state = statement->state;
    statement->steps = step + 1;
    const int result = real_step(statement->library, handle);
    if (__builtin_expect(result != SQLITE_ROW || !state, 0)) {
        note_step(statement, thread_record, state, handle, result, statement->step_ticks);
        return result;
    }
    counter_add(&state->site->ticks, statement->step_ticks);
    counter_add(&state->site->rows, 1);
    return result;
}

/*
 * PHP's SQLite3 looks at the first step of a query, resets it, and takes its rows from the start in another
 * call: for the program it has run once. What runs a query again and again does so by one call, or binds in
 * between. Elsewhere a program may have looked at the row meanwhile.
 */
static bool goes_on(const struct sqlite_statement *statement, const struct thread_record *thread_record,
                    const void *caller) {
    return statement->peeked && statement->begun_at != caller && statement->thread_record == thread_record &&
           statement->generation == recorder_generation() && runtimes_include(LOOPLINE_RUNTIME_PHP);
}

/* The first step, which was noted when it was looked at. */
static int repeated_step(struct sqlite_statement *statement, struct thread_record *thread_record,
                         sqlite3_stmt *handle) {
    uint64_t ticks = 0;
    statement->peeked = false;
    statement->steps = 2;
    const int result = timed_step(statement, thread_record, handle, &ticks);
    statement->running = result == SQLITE_ROW;
    if (statement->state)
        counter_add(&statement->state->site->ticks, ticks);
    return result;
}

/* A second reset in a row changes nothing. */
static void note_reset(struct sqlite_statement *statement) {
    statement->left_out = false;
    if (statement->steps == 0)
        return;
    statement->peeked = statement->steps == 1 && statement->reading.statement.statement_class == SQL_READ;
    statement->running = false;
    statement->steps = 0;
}

/* A statement that nothing can be noted of. */
static int unknown_step(const struct library *library, struct thread_record *thread_record,
                        sqlite3_stmt *handle) {
    const int result = real_step(library, handle);
    if (result != SQLITE_ROW)
        recorder_count(thread_record, NULL, NULL);
    return result;
}

/*
 * An execution that could not be recorded when it began: so to its end, also where it could be by now. Of a
 * statement that nothing is known of, the end alone tells one execution from the next.
 */
static __attribute__((noinline, cold)) int
left_out_step(struct sqlite_statement *statement, const struct library *library, sqlite3_stmt *handle) {
    const bool begins = statement && !statement->left_out;
    const int result = real_step(library, handle);
    if (statement)
        statement->left_out = result == SQLITE_ROW;
    if (begins || (!statement && result != SQLITE_ROW))
        recorder_leave_out();
    return result;
}

static int begin_or_pass(struct sqlite_statement *statement, sqlite3_stmt *handle,
                         const struct library *library, const void *caller) {
    if (!process_is_enabled() || !handle || sqlite_made_call(library, caller))
        return library->sqlite.sqlite3_step(handle);
    if (statement && statement->left_out)
        return left_out_step(statement, library, handle);
    struct thread_record *thread_record = recorder_begin_statement();
    if (!thread_record)
        return left_out_step(statement, library, handle);
    if (!statement)
        statement = sqlite_statement_add(handle, library);
    if (!statement)
        return unknown_step(library, thread_record, handle);
    if (goes_on(statement, thread_record, caller))
        return repeated_step(statement, thread_record, handle);
    return first_step(statement, thread_record, handle, caller);
}

static __attribute__((noinline)) int step(sqlite3_stmt *handle, const void *caller) {
    struct sqlite_statement *statement = sqlite_statement_find(handle);
    const struct library *library = sqlite_library_of_statement(statement, "sqlite3_step", caller);
    if (statement && statement->running) {
        struct thread_record *thread_record = recorder_thread_record();
        if (thread_record && statement->generation == recorder_generation())
            return next_step(statement, thread_record, handle);
    }
    return library ? begin_or_pass(statement, handle, library, caller) : SQLITE_MISUSE;
}

static __attribute__((noinline)) int reset(sqlite3_stmt *handle, const void *caller) {
    struct sqlite_statement *statement = sqlite_statement_find(handle);
    const struct library *library = sqlite_library_of_statement(statement, "sqlite3_reset", caller);
    if (!library)
        return SQLITE_MISUSE;
    if (statement)
        note_reset(statement);
    return library->sqlite.sqlite3_reset(handle);
}

/*
 * A statement that runs was begun by the program, so a step that goes on with it is the program's too.
 * Switched off, all that is to be done for a hook that is called this often is done without a register saved.
 */
HOOK int sqlite3_step(sqlite3_stmt *handle) {
    const struct caller *known = libraries_known_when_off(LOOPLINE_DRIVER_SQLITE, CALLER);
    return known ? known->library->sqlite.sqlite3_step(handle) : step(handle, CALLER);
}

HOOK int sqlite3_reset(sqlite3_stmt *handle) {
    const struct caller *known = libraries_known_when_off(LOOPLINE_DRIVER_SQLITE, CALLER);
    return known ? known->library->sqlite.sqlite3_reset(handle) : reset(handle, CALLER);
}

HOOK int sqlite3_finalize(sqlite3_stmt *handle) {
    struct sqlite_statement *statement = sqlite_statement_find(handle);
    const struct library *library = sqlite_library_of_statement(statement, __func__, CALLER);
    if (!library)
        return SQLITE_MISUSE;
    if (statement)
        sqlite_statement_remove(handle);
    return library->sqlite.sqlite3_finalize(handle);
}
