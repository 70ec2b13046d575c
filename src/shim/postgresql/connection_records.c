#include "connection_records.h"

#include "capture/writer/boundary.h"
#include "capture/writer/memory.h"
#include "pending_queries.h"

enum { LANE_LIMIT = 64 };

/* The first lane has the thread's own books and the thread's own boundaries. */
struct lane {
    struct postgresql_connection *connection; /* NULL: free */
    struct ledger *ledger;                    /* NULL in the first */
    struct boundaries boundaries;
};

struct lanes {
    uint32_t generation; /* of the recording that the ledgers are in */
    uint32_t count;
    struct lane lanes[LANE_LIMIT];
};

/* The thread's state; NULL: it has not been seen to take turns. */
static __thread struct lanes *thread_lanes __attribute__((tls_model("initial-exec")));

/* A place of the table of connections may have become another connection's, or this one another thread's. */
static bool is_of(const struct lane *lane, const struct postgresql_connection *connection) {
    return lane->connection == connection && connection->lane == lane;
}

static void give_back(struct lane *lane) {
    if (lane->ledger)
        recorder_give_back_lane(lane->ledger);
    *lane = (struct lane){.connection = NULL};
}

static struct lanes *lanes_of_thread(void) {
    struct lanes *lanes = thread_lanes;
    if (!lanes || lanes->generation == recorder_generation())
        return lanes;
    *lanes = (struct lanes){.generation = recorder_generation(), .count = 1};
    return lanes;
}

/* One that nobody uses, or one more; NULL: there are too many. */
static struct lane *free_lane(struct lanes *lanes) {
    for (uint32_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->lanes[i];
        if (lane->connection && !is_of(lane, lane->connection))
            give_back(lane);
        if (!lane->connection)
            return lane;
    }
    return lanes->count < LANE_LIMIT ? &lanes->lanes[lanes->count] : NULL;
}

/* Publishes the lane to the signal handlers of this thread when it is complete. */
static void take(struct lanes *lanes, struct lane *lane, struct postgresql_connection *connection) {
    connection->lane = lane;
    __atomic_signal_fence(__ATOMIC_RELEASE);
    lane->connection = connection;
    if (lane == &lanes->lanes[lanes->count])
        lanes->count++;
}

static struct ledger *new_lane(struct lanes *lanes, struct ledger *threads,
                               struct postgresql_connection *connection) {
    struct lane *lane = free_lane(lanes);
    if (!lane)
        return threads;
    if (lane != &lanes->lanes[0]) {
        lane->ledger = recorder_take_lane(&lane->boundaries);
        if (!lane->ledger)
            return threads;
    }
    take(lanes, lane, connection);
    return lane->ledger ? lane->ledger : threads;
}

struct ledger *postgresql_lane_ledger(struct ledger *ledger, struct postgresql_connection *connection) {
    struct lanes *lanes = lanes_of_thread();
    if (!lanes)
        return ledger;
    const struct lane *lane = connection->lane;
    if (lane >= lanes->lanes && lane < lanes->lanes + LANE_LIMIT && is_of(lane, connection))
        return lane->ledger ? lane->ledger : ledger;
    return new_lane(lanes, ledger, connection);
}

struct ledger *postgresql_lane_ledger_to_send(struct ledger *ledger,
                                              struct postgresql_connection *connection) {
    struct postgresql_connection *other = thread_lanes ? NULL : postgresql_flight_without_answer(connection);
    if (other) {
        thread_lanes = memory_map(sizeof *thread_lanes);
        if (!thread_lanes)
            return ledger;
        thread_lanes->generation = recorder_generation();
        take(thread_lanes, &thread_lanes->lanes[0], other);
    }
    return postgresql_lane_ledger(ledger, connection);
}

static struct lane *lane_with(const struct ledger *ledger) {
    struct lanes *lanes = thread_lanes;
    for (uint32_t i = 1; lanes && i < lanes->count; i++)
        if (lanes->lanes[i].ledger == ledger)
            return &lanes->lanes[i];
    return NULL;
}

struct boundaries postgresql_lane_enter(const struct ledger *ledger) {
    const struct boundaries threads = boundaries;
    const struct lane *lane = lane_with(ledger);
    if (lane)
        boundaries = lane->boundaries;
    return threads;
}

void postgresql_lane_leave(struct boundaries threads) {
    boundaries = threads;
}

static void add_one(struct boundaries *numbers, bool hard) {
    if (hard)
        numbers->hard++;
    else
        numbers->soft++;
}

bool postgresql_lanes_note_wait(bool hard) {
    struct lanes *lanes = thread_lanes;
    if (!lanes || lanes->generation != recorder_generation())
        return false;
    for (uint32_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->lanes[i];
        if (!lane->connection || !postgresql_flight_has(lane->connection))
            add_one(i ? &lane->boundaries : &boundaries, hard);
    }
    return true;
}

void postgresql_lanes_note_message(void) {
    struct lanes *lanes = thread_lanes;
    for (uint32_t i = 1; lanes && lanes->generation == recorder_generation() && i < lanes->count; i++)
        lanes->lanes[i].boundaries.soft++;
}

void postgresql_lane_close(struct postgresql_connection *connection) {
    struct lanes *lanes = lanes_of_thread();
    for (uint32_t i = 0; lanes && i < lanes->count; i++)
        if (is_of(&lanes->lanes[i], connection))
            give_back(&lanes->lanes[i]);
    connection->lane = NULL;
}

void postgresql_lanes_end_thread(void) {
    struct lanes *lanes = lanes_of_thread();
    if (!lanes)
        return;
    thread_lanes = NULL;
    for (uint32_t i = 0; i < lanes->count; i++)
        give_back(&lanes->lanes[i]);
    memory_unmap(lanes, sizeof *lanes);
}
