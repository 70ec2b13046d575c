#include "execution.h"

#include <stdlib.h>
#include <string.h>

#include "connection_records.h"
#include "host/own_stack.h"
#include "prepared.h"
#include "rows.h"
#include "shim/process/process.h"
#include "shim/recorder/values.h"
#include "sql/bytes.h"
#include "sql/normalize.h"
#include "sql/prepared.h"

static bool is_of_program(const PGconn *handle, const struct library *library, const void *caller) {
    return process_is_enabled() && handle && !library_made_call(library, caller);
}

bool postgresql_execution_ready(struct postgresql_execution *execution, PGconn *handle,
                                const struct library *library, const void *caller) {
    execution->thread_record = NULL;
    if (!is_of_program(handle, library, caller))
        return false;
    struct thread_record *thread_record = recorder_begin_statement();
    struct postgresql_connection *connection = thread_record ? postgresql_connection(handle, library) : NULL;
    if (!connection)
        return false;
    *execution = (struct postgresql_execution){
        .thread_record = connection_record_choose(thread_record, connection), .connection = connection};
    return true;
}

bool postgresql_execution_begins(struct postgresql_execution *execution, PGconn *handle,
                                 const struct library *library, const void *caller) {
    const bool ready = postgresql_execution_ready(execution, handle, library, caller);
    if (!ready && is_of_program(handle, library, caller))
        recorder_leave_out();
    return ready;
}

/* The setting matters only where there is a backslash, so only then the connection is asked. */
static bool has_backslash_escapes(const struct library *library, const PGconn *handle, const char *sql) {
    if (!strchr(sql, '\\') || !library->postgresql.PQparameterStatus)
        return false;
    const char *conforming = library->postgresql.PQparameterStatus(handle, "standard_conforming_strings");
    return conforming && strcmp(conforming, "off") == 0;
}

/* It matters only where there is a character beyond ASCII, so only then the connection is asked. */
static enum sql_encoding encoding_of(const struct library *library, const PGconn *handle, const char *sql,
                                     size_t length) {
    if (!library->postgresql.PQclientEncoding || !bytes_hold_high(sql, sql + length))
        return SQL_ENCODING_ASCII_SAFE;
    return sql_encoding_of_client(library->postgresql.PQclientEncoding(handle));
}

static const struct statement_reading *read_text(struct postgresql_execution *execution, const PGconn *handle,
                                                 const char *sql, size_t length) {
    const struct library *library = execution->connection->library;
    const struct statement_text text = {.driver = LOOPLINE_DRIVER_POSTGRESQL,
                                        .bytes = sql,
                                        .length = length,
                                        .backslash_escapes = has_backslash_escapes(library, handle, sql),
                                        .encoding = encoding_of(library, handle, sql, length)};
    return statement_cache_read(execution->thread_record, &text);
}

static const struct statement_reading *read_name(struct postgresql_execution *execution, const char *name) {
    const struct statement_reading *reading = prepared_names_get(execution->connection->names, name);
    return reading ? reading : statement_cache_unseen(execution->thread_record, LOOPLINE_DRIVER_POSTGRESQL);
}

/* A binary value has no terminator: without a length libpq refuses the statement, and it is not read here. */
static size_t parameter_length(const struct postgresql_parameters *parameters, int i) {
    const bool binary = parameters->formats && parameters->formats[i] != 0;
    if (!parameters->values[i] || (binary && (!parameters->lengths || parameters->lengths[i] < 0)))
        return 0;
    return binary ? (size_t)parameters->lengths[i] : strlen(parameters->values[i]);
}

static uint64_t parameter_value(const struct postgresql_parameters *parameters, int i) {
    const char *value = parameters->values[i];
    const size_t length = parameter_length(parameters, i);
    if (parameters->formats && parameters->formats[i] != 0)
        return value_of_binary(value, length, parameters->types ? parameters->types[i] : 0);
    return value_of_text(value, length);
}

/* Of an array in PostgreSQL's output form, `{1,2}`, looked at as far as is quick; 0: it is none. A comma
 * within a quoted element counts too: that makes a batch of a look-up, in which nothing is reported. */
static uint32_t array_elements(const struct postgresql_parameters *parameters, int i) {
    enum { MOST_BYTES = 4096 };
    const size_t length = parameter_length(parameters, i);
    const char *value = parameters->values[i];
    if (length < 2 || (parameters->formats && parameters->formats[i] != 0) || value[0] != '{')
        return 0;
    uint32_t elements = 1;
    for (size_t at = 1; at < length && at < MOST_BYTES; at++)
        elements += value[at] == ',';
    return elements;
}

static void note_parameters(struct postgresql_execution *execution,
                            const struct postgresql_parameters *parameters,
                            const struct statement_reading *reading) {
    struct execution_facts *facts = &execution->facts;
    facts->parameters = reading->literals_hash;
    facts->longest_list = reading->longest_list;
    facts->has_parameters = reading->has_literals || parameters->count > 0;
    facts->values = execution->values;
    if (__builtin_expect(reading->tags.id != 0, 0)) {
        execution->tags = reading->tags;
        facts->tags = &execution->tags;
    }
    if (parameters->count <= 0 || !parameters->values) {
        memcpy(execution->values, reading->values, sizeof reading->values);
        facts->value_count = reading->value_count;
        return;
    }
    for (int i = 0; i < parameters->count; i++) {
        const uint64_t value = parameter_value(parameters, i);
        facts->parameters = value_join(facts->parameters, value);
        const uint32_t elements = array_elements(parameters, i);
        if (elements > facts->longest_list)
            facts->longest_list = elements;
        if (i < VALUES_LIMIT)
            execution->values[facts->value_count++] = value;
    }
}

static bool in_transaction(const struct library *library, const PGconn *handle) {
    const struct postgresql_functions *libpq = &library->postgresql;
    return libpq->PQtransactionStatus && libpq->PQtransactionStatus(handle) == PQTRANS_INTRANS;
}

static void start(struct postgresql_execution *execution, const PGconn *handle,
                  const struct statement_reading *reading, const struct postgresql_parameters *parameters) {
    const struct library *library = execution->connection->library;
    execution->state = recorder_site(execution->thread_record, reading->statement, library);
    note_parameters(execution, parameters, reading);
    if (sql_class_is_write(reading->statement.statement_class))
        execution->facts.in_transaction = in_transaction(library, handle);
    execution->start = recorder_ticks(execution->thread_record);
}

/* A text about prepared statements, by an execution on a connection. */
struct names_text {
    struct postgresql_execution *execution;
    const PGconn *handle;
    const char *sql;
    struct name_setting setting; /* made by it */
};

/* EXECUTE runs the statement of the name, with the values that stand in the text. */
static void read_execute_apart(void *context) {
    const struct names_text *text = context;
    struct statement_reading *executed = &text->execution->connection->executed;
    struct sql_prepared prepared;
    sql_parse_prepared(text->sql, strlen(text->sql), &prepared);
    if (prepared.command != SQL_PREPARED_EXECUTE)
        return;
    const struct statement_reading *named = read_name(text->execution, prepared.name);
    executed->statement = named->statement;
    executed->longest_list = named->longest_list;
    if (!executed->tags.id)
        executed->tags = named->tags;
}

void postgresql_execution_of_text(struct postgresql_execution *execution, PGconn *handle, const char *sql,
                                  const struct postgresql_parameters *parameters) {
    const struct statement_reading *reading = read_text(execution, handle, sql, strlen(sql));
    const uint32_t statement_class = reading->statement.statement_class;
    execution->names_changed =
        !reading->statement.id || statement_class == SQL_PREPARED || statement_class == SQL_SESSION;
    if (statement_class == SQL_PREPARED) {
        struct names_text text = {.execution = execution, .handle = handle, .sql = sql};
        execution->connection->executed = *reading;
        own_stack_run(read_execute_apart, &text);
        reading = &execution->connection->executed;
    }
    start(execution, handle, reading, parameters);
}

void postgresql_execution_of_name(struct postgresql_execution *execution, PGconn *handle, const char *name,
                                  const struct postgresql_parameters *parameters) {
    start(execution, handle, read_name(execution, name), parameters);
}

void postgresql_execution_count(struct postgresql_execution *execution) {
    const struct boundaries threads = connection_record_enter(execution->thread_record);
    recorder_count(execution->thread_record, execution->state, &execution->facts);
    connection_record_leave(threads);
}

bool postgresql_result_failed(const struct library *library, const PGresult *result) {
    const struct postgresql_functions *libpq = &library->postgresql;
    if (!libpq->PQresultStatus)
        return false;
    const ExecStatusType status = libpq->PQresultStatus(result);
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_PIPELINE_ABORTED;
}

void postgresql_add_result(const struct library *library, struct thread_record *thread_record,
                           struct site_state *state, struct result_rows *rows, const PGresult *result) {
    const struct postgresql_functions *libpq = &library->postgresql;
    if (!state || !result || !libpq->PQntuples)
        return;
    struct loopline_site *site = state->site;
    const int count = libpq->PQntuples(result);
    if (count > 0) {
        counter_add(&site->rows, (uint64_t)count);
        postgresql_keep_rows(library, thread_record, state, rows, result);
    }
    if (postgresql_result_failed(library, result))
        counter_add(&site->failed, 1);
    if (!sql_class_is_write(state->statement_class) || !libpq->PQcmdTuples)
        return;
    /* libpq wants a plain pointer here and only reads (fe-exec.c of 15, PQcmdTuples). */
    const char *changed = libpq->PQcmdTuples((PGresult *)result);
    if (changed && changed[0])
        counter_add(&site->changed_rows, strtoull(changed, NULL, 10));
}

static void note_names_apart(void *context) {
    struct names_text *text = context;
    struct postgresql_execution *execution = text->execution;
    struct postgresql_connection *connection = execution->connection;
    struct sql_prepared prepared;
    sql_parse_prepared(text->sql, strlen(text->sql), &prepared);
    if (prepared.command == SQL_PREPARED_PREPARE)
        text->setting = prepared_names_set(
            &connection->names, prepared.name,
            read_text(execution, text->handle, text->sql + prepared.body_offset, prepared.body_length));
    else if (prepared.command == SQL_PREPARED_DEALLOCATE)
        prepared_names_remove(connection->names, prepared.name);
    else if (prepared.command == SQL_PREPARED_DEALLOCATE_ALL)
        postgresql_names_forget(connection);
}

__attribute__((noinline)) struct name_setting
postgresql_note_sql_names(struct postgresql_execution *execution, PGconn *handle, const char *sql) {
    struct names_text text = {.execution = execution, .handle = handle, .sql = sql};
    if (execution->names_changed)
        own_stack_run(note_names_apart, &text);
    return text.setting;
}

struct name_setting postgresql_note_prepared(struct postgresql_execution *execution, PGconn *handle,
                                             const char *name, const char *sql) {
    return prepared_names_set(&execution->connection->names, name,
                              read_text(execution, handle, sql, strlen(sql)));
}
