#include "connection_records.h"

#include "capture/writer/boundary.h"
#include "host/memory.h"
#include "pending_queries.h"

enum { CONNECTION_RECORD_LIMIT = 64 };

/* The first one goes on with the thread's own record and boundaries; the others have their own. */
struct connection_record {
    struct postgresql_connection *connection; /* NULL: free */
    struct thread_record *thread_record;      /* NULL in the first */
    struct boundaries boundaries;
};

struct connection_records {
    uint32_t generation; /* of the recording that the thread records are in */
    uint32_t count;
    struct connection_record items[CONNECTION_RECORD_LIMIT];
};

/* The thread's state; NULL: it has not been seen to take turns. */
static __thread struct connection_records *own_records __attribute__((tls_model("initial-exec")));

/* A place of the table of connections may have become another connection's, or this one another thread's. */
static bool is_of(const struct connection_record *record, const struct postgresql_connection *connection) {
    return record->connection == connection && connection->connection_record == record;
}

static void give_back(struct connection_record *record) {
    if (record->thread_record)
        recorder_give_back_connection_record(record->thread_record);
    *record = (struct connection_record){.connection = NULL};
}

static struct connection_records *connection_records_of_thread(void) {
    struct connection_records *records = own_records;
    if (!records || records->generation == recorder_generation())
        return records;
    *records = (struct connection_records){.generation = recorder_generation(), .count = 1};
    return records;
}

/* One that nobody uses, or one more; NULL: there are too many. */
static struct connection_record *free_connection_record(struct connection_records *records) {
    for (uint32_t i = 0; i < records->count; i++) {
        struct connection_record *record = &records->items[i];
        if (record->connection && !is_of(record, record->connection))
            give_back(record);
        if (!record->connection)
            return record;
    }
    return records->count < CONNECTION_RECORD_LIMIT ? &records->items[records->count] : NULL;
}

/* Publishes the connection record to the signal handlers of this thread when it is complete. */
static void take(struct connection_records *records, struct connection_record *record,
                 struct postgresql_connection *connection) {
    connection->connection_record = record;
    __atomic_signal_fence(__ATOMIC_RELEASE);
    record->connection = connection;
    if (record == &records->items[records->count])
        records->count++;
}

static struct thread_record *new_connection_record(struct connection_records *records,
                                                   struct thread_record *of_thread,
                                                   struct postgresql_connection *connection) {
    struct connection_record *record = free_connection_record(records);
    if (!record)
        return of_thread;
    if (record != &records->items[0]) {
        record->thread_record = recorder_take_connection_record(&record->boundaries);
        if (!record->thread_record)
            return of_thread;
    }
    take(records, record, connection);
    return record->thread_record ? record->thread_record : of_thread;
}

struct thread_record *connection_record_choose(struct thread_record *thread_record,
                                               struct postgresql_connection *connection) {
    struct connection_records *records = connection_records_of_thread();
    if (!records)
        return thread_record;
    const struct connection_record *record = connection->connection_record;
    if (record >= records->items && record < records->items + CONNECTION_RECORD_LIMIT &&
        is_of(record, connection))
        return record->thread_record ? record->thread_record : thread_record;
    return new_connection_record(records, thread_record, connection);
}

struct thread_record *connection_record_choose_to_send(struct thread_record *thread_record,
                                                       struct postgresql_connection *connection) {
    struct postgresql_connection *other = own_records ? NULL : pending_query_without_answer(connection);
    if (other) {
        own_records = memory_map(sizeof *own_records);
        if (!own_records)
            return thread_record;
        own_records->generation = recorder_generation();
        take(own_records, &own_records->items[0], other);
    }
    return connection_record_choose(thread_record, connection);
}

static struct connection_record *connection_record_with(const struct thread_record *thread_record) {
    struct connection_records *records = own_records;
    for (uint32_t i = 1; records && i < records->count; i++)
        if (records->items[i].thread_record == thread_record)
            return &records->items[i];
    return NULL;
}

struct boundaries connection_record_enter(const struct thread_record *thread_record) {
    const struct boundaries of_thread = boundaries;
    const struct connection_record *record = connection_record_with(thread_record);
    if (record)
        boundaries = record->boundaries;
    return of_thread;
}

void connection_record_leave(struct boundaries of_thread) {
    boundaries = of_thread;
}

static void add_one(struct boundaries *numbers, bool for_a_client) {
    if (for_a_client)
        numbers->client_waits++;
    else
        numbers->other_waits++;
}

bool connection_records_note_wait(bool for_a_client) {
    struct connection_records *records = own_records;
    if (!records || records->generation != recorder_generation())
        return false;
    for (uint32_t i = 0; i < records->count; i++) {
        struct connection_record *record = &records->items[i];
        if (!record->connection || !pending_query_has(record->connection))
            add_one(i ? &record->boundaries : &boundaries, for_a_client);
    }
    return true;
}

void connection_records_note_message(void) {
    struct connection_records *records = own_records;
    for (uint32_t i = 1; records && records->generation == recorder_generation() && i < records->count; i++)
        records->items[i].boundaries.other_waits++;
}

void connection_record_close(struct postgresql_connection *connection) {
    struct connection_records *records = connection_records_of_thread();
    for (uint32_t i = 0; records && i < records->count; i++)
        if (is_of(&records->items[i], connection))
            give_back(&records->items[i]);
    connection->connection_record = NULL;
}

void connection_records_end_thread(void) {
    struct connection_records *records = connection_records_of_thread();
    if (!records)
        return;
    own_records = NULL;
    for (uint32_t i = 0; i < records->count; i++)
        give_back(&records->items[i]);
    memory_unmap(records, sizeof *records);
}
