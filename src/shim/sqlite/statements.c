#include "statements.h"

#include <pthread.h>
#include <string.h>

#include "libc/optional.h"
#include "shim/loader/handles.h"
#include "shim/recorder/values.h"

enum {
    FEW_STATEMENTS = 1 << 9,
    MOST_STATEMENTS = 1 << 15,
    FEW_CONNECTIONS = 1 << 8,
    MOST_CONNECTIONS = 1 << 12
};

struct sqlite_connection {
    const struct library *library;
};

/* The module's state: two tables, made when the first connection is opened or statement met. */
static struct {
    pthread_once_t once;
    struct handle_table statements;
    struct handle_table connections;
} sqlite = {.once = PTHREAD_ONCE_INIT};

static void start_tables(void) {
    handle_table_start(&sqlite.statements, FEW_STATEMENTS, MOST_STATEMENTS, sizeof(struct sqlite_statement));
    handle_table_start(&sqlite.connections, FEW_CONNECTIONS, MOST_CONNECTIONS,
                       sizeof(struct sqlite_connection));
}

struct sqlite_statement *sqlite_statement_find(const sqlite3_stmt *handle) {
    return handle_find(&sqlite.statements, handle);
}

struct sqlite_statement *sqlite_statement_add(const sqlite3_stmt *handle, const struct library *library) {
    run_once(&sqlite.once, start_tables);
    struct sqlite_statement *statement = handle_add(&sqlite.statements, handle);
    if (statement)
        statement->library = library;
    return statement;
}

void sqlite_statement_remove(const sqlite3_stmt *handle) {
    handle_remove(&sqlite.statements, handle);
}

static const struct library *library_of(const struct library *known, const char *hook, const void *caller) {
    if (!known)
        return libraries_for_caller(LOOPLINE_DRIVER_SQLITE, hook, caller);
    libraries_ignore_selection();
    return known;
}

const struct library *sqlite_library_of_statement(const struct sqlite_statement *statement, const char *hook,
                                                  const void *caller) {
    return library_of(statement ? statement->library : NULL, hook, caller);
}

const struct library *sqlite_library_of_connection(const sqlite3 *connection, const char *hook,
                                                   const void *caller) {
    const struct sqlite_connection *known = handle_find(&sqlite.connections, connection);
    return library_of(known ? known->library : NULL, hook, caller);
}

void sqlite_connection_add(const sqlite3 *connection, const struct library *library) {
    run_once(&sqlite.once, start_tables);
    struct sqlite_connection *known = handle_add(&sqlite.connections, connection);
    if (known)
        known->library = library;
}

void sqlite_connection_remove(const sqlite3 *connection) {
    handle_remove(&sqlite.connections, connection);
}

void sqlite_statement_read(struct sqlite_statement *statement, struct thread_record *thread_record,
                           sqlite3_stmt *handle) {
    const uint32_t generation = recorder_generation();
    if (statement->generation == generation)
        return;
    const char *sql =
        statement->library->sqlite.sqlite3_sql ? statement->library->sqlite.sqlite3_sql(handle) : NULL;
    /* SQLite before 3.20 keeps no text of what sqlite3_prepare made. */
    const struct statement_text text = {
        .driver = LOOPLINE_DRIVER_SQLITE, .bytes = sql, .length = sql ? strlen(sql) : 0};
    statement->reading = sql ? *statement_cache_read(thread_record, &text)
                             : *statement_cache_unseen(thread_record, LOOPLINE_DRIVER_SQLITE);
    statement->generation = generation;
    statement->running = statement->peeked = false;
    statement->rows = (struct result_rows){.result = NULL};
}

void sqlite_statement_bind(struct sqlite_statement *statement, int index, uint64_t value) {
    if (index < 1)
        return;
    statement->peeked = false;
    if (index <= BOUND_VALUES) {
        statement->values[index - 1] = value;
    } else {
        uint64_t *folded = &statement->values[VALUES_LIMIT + (uint32_t)index % VALUES_LIMIT];
        *folded = value_join(*folded, value);
    }
    if ((uint32_t)index > statement->bound)
        statement->bound = index < BOUND_VALUES ? (uint32_t)index : BOUND_VALUES;
}

void sqlite_statement_clear_bindings(struct sqlite_statement *statement) {
    memset(statement->values, 0, sizeof statement->values);
    statement->bound = 0;
    statement->peeked = false;
}

static uint32_t kept_values(const struct sqlite_statement *statement) {
    return statement->bound < VALUES_LIMIT ? statement->bound : VALUES_LIMIT;
}

void sqlite_statement_parameters(const struct sqlite_statement *statement, struct execution_facts *facts) {
    const struct statement_reading *reading = &statement->reading;
    facts->parameters = reading->literals_hash;
    facts->longest_list = reading->longest_list;
    for (uint32_t i = 0; i < statement->bound; i++)
        facts->parameters = value_join(facts->parameters, statement->values[i]);
    facts->has_parameters = statement->bound > 0 || reading->has_literals;
    facts->values = statement->bound ? statement->values : reading->values;
    facts->value_count = statement->bound ? kept_values(statement) : reading->value_count;
    if (__builtin_expect(reading->tags.id != 0, 0))
        facts->tags = &reading->tags;
}
