#include "connection_records.h"

#include "capture/writer/boundary.h"
#include "host/memory.h"
#include "pending_queries.h"

enum { CONNECTION_RECORD_LIMIT = 64 };

/* The first connection record has the thread's own thread record and the thread's own boundaries. */
struct connection_record {
    struct postgresql_connection *connection; /* NULL: free */
    struct thread_record *thread_record;      /* NULL in the first */
    struct boundaries boundaries;
};

struct connection_records {
    uint32_t generation; /* of the recording that the thread records are in */
    uint32_t count;
    struct connection_record connection_records[CONNECTION_RECORD_LIMIT];
};

/* The thread's state; NULL: it has not been seen to take turns. */
static __thread struct connection_records *thread_connection_records
    __attribute__((tls_model("initial-exec")));

/* A place of the table of connections may have become another connection's, or this one another thread's. */
static bool is_of(const struct connection_record *connection_record,
                  const struct postgresql_connection *connection) {
    return connection_record->connection == connection && connection->connection_record == connection_record;
}

static void give_back(struct connection_record *connection_record) {
    if (connection_record->thread_record)
        recorder_give_back_connection_record(connection_record->thread_record);
    *connection_record = (struct connection_record){.connection = NULL};
}

static struct connection_records *connection_records_of_thread(void) {
    struct connection_records *connection_records = thread_connection_records;
    if (!connection_records || connection_records->generation == recorder_generation())
        return connection_records;
    *connection_records = (struct connection_records){.generation = recorder_generation(), .count = 1};
    return connection_records;
}

/* One that nobody uses, or one more; NULL: there are too many. */
static struct connection_record *free_connection_record(struct connection_records *connection_records) {
    for (uint32_t i = 0; i < connection_records->count; i++) {
        struct connection_record *connection_record = &connection_records->connection_records[i];
        if (connection_record->connection && !is_of(connection_record, connection_record->connection))
            give_back(connection_record);
        if (!connection_record->connection)
            return connection_record;
    }
    return connection_records->count < CONNECTION_RECORD_LIMIT
               ? &connection_records->connection_records[connection_records->count]
               : NULL;
}

/* Publishes the connection record to the signal handlers of this thread when it is complete. */
static void take(struct connection_records *connection_records, struct connection_record *connection_record,
                 struct postgresql_connection *connection) {
    connection->connection_record = connection_record;
    __atomic_signal_fence(__ATOMIC_RELEASE);
    connection_record->connection = connection;
    if (connection_record == &connection_records->connection_records[connection_records->count])
        connection_records->count++;
}

static struct thread_record *new_connection_record(struct connection_records *connection_records,
                                                   struct thread_record *threads,
                                                   struct postgresql_connection *connection) {
    struct connection_record *connection_record = free_connection_record(connection_records);
    if (!connection_record)
        return threads;
    if (connection_record != &connection_records->connection_records[0]) {
        connection_record->thread_record = recorder_take_connection_record(&connection_record->boundaries);
        if (!connection_record->thread_record)
            return threads;
    }
    take(connection_records, connection_record, connection);
    return connection_record->thread_record ? connection_record->thread_record : threads;
}

struct thread_record *connection_record_thread_record(struct thread_record *thread_record,
                                                      struct postgresql_connection *connection) {
    struct connection_records *connection_records = connection_records_of_thread();
    if (!connection_records)
        return thread_record;
    const struct connection_record *connection_record = connection->connection_record;
    if (connection_record >= connection_records->connection_records &&
        connection_record < connection_records->connection_records + CONNECTION_RECORD_LIMIT &&
        is_of(connection_record, connection))
        return connection_record->thread_record ? connection_record->thread_record : thread_record;
    return new_connection_record(connection_records, thread_record, connection);
}

struct thread_record *connection_record_thread_record_to_send(struct thread_record *thread_record,
                                                              struct postgresql_connection *connection) {
    struct postgresql_connection *other =
        thread_connection_records ? NULL : pending_query_without_answer(connection);
    if (other) {
        thread_connection_records = memory_map(sizeof *thread_connection_records);
        if (!thread_connection_records)
            return thread_record;
        thread_connection_records->generation = recorder_generation();
        take(thread_connection_records, &thread_connection_records->connection_records[0], other);
    }
    return connection_record_thread_record(thread_record, connection);
}

static struct connection_record *connection_record_with(const struct thread_record *thread_record) {
    struct connection_records *connection_records = thread_connection_records;
    for (uint32_t i = 1; connection_records && i < connection_records->count; i++)
        if (connection_records->connection_records[i].thread_record == thread_record)
            return &connection_records->connection_records[i];
    return NULL;
}

struct boundaries connection_record_enter(const struct thread_record *thread_record) {
    const struct boundaries threads = boundaries;
    const struct connection_record *connection_record = connection_record_with(thread_record);
    if (connection_record)
        boundaries = connection_record->boundaries;
    return threads;
}

void connection_record_leave(struct boundaries threads) {
    boundaries = threads;
}

static void add_one(struct boundaries *numbers, bool hard) {
    if (hard)
        numbers->client_waits++;
    else
        numbers->other_waits++;
}

bool connection_records_note_wait(bool hard) {
    struct connection_records *connection_records = thread_connection_records;
    if (!connection_records || connection_records->generation != recorder_generation())
        return false;
    for (uint32_t i = 0; i < connection_records->count; i++) {
        struct connection_record *connection_record = &connection_records->connection_records[i];
        if (!connection_record->connection || !pending_query_has(connection_record->connection))
            add_one(i ? &connection_record->boundaries : &boundaries, hard);
    }
    return true;
}

void connection_records_note_message(void) {
    struct connection_records *connection_records = thread_connection_records;
    for (uint32_t i = 1; connection_records && connection_records->generation == recorder_generation() &&
                         i < connection_records->count;
         i++)
        connection_records->connection_records[i].boundaries.other_waits++;
}

void connection_record_close(struct postgresql_connection *connection) {
    struct connection_records *connection_records = connection_records_of_thread();
    for (uint32_t i = 0; connection_records && i < connection_records->count; i++)
        if (is_of(&connection_records->connection_records[i], connection))
            give_back(&connection_records->connection_records[i]);
    connection->connection_record = NULL;
}

void connection_records_end_thread(void) {
    struct connection_records *connection_records = connection_records_of_thread();
    if (!connection_records)
        return;
    thread_connection_records = NULL;
    for (uint32_t i = 0; i < connection_records->count; i++)
        give_back(&connection_records->connection_records[i]);
    memory_unmap(connection_records, sizeof *connection_records);
}
