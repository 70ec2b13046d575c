/*
 * The first rows of a thread record's recent results, in which parameters are looked up. In private memory
 * only.
 *
 * A ring of RESULT_SLOTS results. A site takes at most RESULTS_PER_SITE of them, so that the many small
 * results of a child do not push out its parent's. Otherwise the ring's hand replaces the next
 * result that no parameter has matched since it passed. A site whose results have one row each takes none:
 * there is nothing to loop over.
 *
 * Other threads may read slots while they change (value_matches.h): all words are read and written
 * atomically, and a reader compares the serial number before and after.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RESULTS_H
#define LOOPLINE_CAPTURE_WRITER_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/memory.h"
#include "value.h"

enum {
    RESULT_SLOTS = 32,
    RESULT_VALUES = 4096, /* per result: rows times columns */
    RESULT_COLUMNS = 32,  /* further columns are ignored */
    RESULTS_PER_SITE = 4,
    COLUMN_NAME_BYTES = 64,
    NEW_RESULT_PASSES = 1,     /* of the ring's hand: it may come before the rows are looped over */
    MATCHED_RESULT_PASSES = 2, /* from each match on */
    RESULT_PARTS = 7,          /* of a result's values: 64, 64, 128, and so on to 2048 */
};

struct site_state;
struct thread_record;

struct recent_result {
    const struct site_state *site;  /* the site that returned the rows; NULL: the slot is free */
    uint64_t serial;                /* unique in its thread record; raised before anything else changes */
    const struct result_ring *ring; /* the ring of this slot */
    uint64_t work;                  /* the work that the rows were read for (work_here); atomic */
    uint32_t thread;                /* number of the thread that read the rows; atomic */
    uint32_t columns;               /* kept of each row */
    uint32_t rows;                  /* complete rows */
    bool cut;                       /* there were more rows than are kept */
    uint8_t passes;                 /* times that the ring's hand still passes by; atomic */
    uint64_t *parts[RESULT_PARTS];  /* of the values, row by row; allocated by need and kept; atomic */
};

/* The ring of a thread record. Its memory is allocated when the first row is kept. */
struct result_ring {
    struct recent_result *slots; /* RESULT_SLOTS of them; NULL: none yet, or no memory */
    uint64_t serial;             /* of the latest result; 0: none */
    uint64_t oldest;             /* serial of the oldest result still in use; atomic */
    uint32_t hand;
    bool refused; /* no memory */
};

/* What a site remembers about its results. */
struct site_results {
    struct recent_result *slots[RESULTS_PER_SITE];
    uint32_t next;           /* place of the next result in `slots` */
    uint32_t begun;          /* results that could have been kept */
    uint32_t linked_columns; /* a bit for each column that parameters came from; atomic */
    bool had_second_row;     /* some execution returned more than one row */
    bool passes_first_row;   /* the first row is not wanted, only further rows */
    bool wants_first_row;    /* but the first row of this execution is, for comparison (answers.h) */
    uint32_t column_count;   /* number of `column_names` */
    char (*column_names)[COLUMN_NAME_BYTES]; /* owned by the thread record's arena; NULL: none */
};

/* The result that the current execution adds its rows to; all zero: none. */
struct result_rows {
    struct recent_result *result;
    uint64_t serial;
    uint32_t seen; /* rows so far */
    bool declined; /* no further rows are kept */
};

/* The current row, as a driver provides it. */
struct result_source {
    uint32_t columns;
    /* Value (value.h) and name (or NULL) of a column, counted from 0. Only results_add_row calls them. */
    uint64_t (*value)(const void *context, uint32_t column);
    const char *(*name)(const void *context, uint32_t column);
    const void *context;
};

/*
 * Counts a row of the current execution and returns true if its values are wanted. Cheap; ask before building
 * a source. `rows` is all zero before the first row. The thread record's thread.
 */
static inline bool results_wants_row(const struct site_results *results, struct result_rows *rows) {
    return !rows->declined && (++rows->seen > 1 || !results->passes_first_row || results->wants_first_row);
}

/* Adds the row just counted to the results of `state`. The thread record's thread. */
void results_add_row(struct thread_record *thread_record, struct site_state *state, struct result_rows *rows,
                     const struct result_source *source);

/* Drops the results so far, because the thread waits for a client: the next request does not work on them. */
void results_outdate(struct result_ring *ring);

/* Returns true if the slot holds a result that the calling thread may still work on. Any thread. */
bool result_is_current(const struct recent_result *result);

/* Returns true if the rows were read by the calling thread, or for the work it does now. */
bool result_is_of_work(const struct recent_result *result);

/* The part that holds the value at this place, and the first place of a part. */
static inline uint32_t result_part(uint32_t place) {
    return place < 64 ? 0 : 26u - (uint32_t)__builtin_clz(place);
}
static inline uint32_t result_part_start(uint32_t part) {
    return part ? 32u << part : 0;
}

/*
 * Returns where the value at this place is to be written. Its part is allocated from the arena if the result
 * has none yet; NULL if memory runs out. The thread record's thread.
 */
uint64_t *result_place(struct recent_result *result, uint32_t place, struct arena *arena);

/*
 * Returns a value, or 0 if it is not there: a slot that another thread is changing may contradict itself. Any
 * thread.
 */
static inline uint64_t result_value_at(const struct recent_result *result, size_t place) {
    if (place >= RESULT_VALUES)
        return 0;
    const uint32_t part = result_part((uint32_t)place);
    const uint64_t *values = __atomic_load_n(&result->parts[part], __ATOMIC_ACQUIRE);
    return values ? __atomic_load_n(&values[place - result_part_start(part)], __ATOMIC_RELAXED) : 0;
}

static inline uint64_t result_value(const struct recent_result *result, uint32_t row, uint32_t column) {
    return result_value_at(result,
                           (size_t)row * __atomic_load_n(&result->columns, __ATOMIC_RELAXED) + column);
}

/* Returns how many rows can be read. Any thread. */
static inline uint32_t result_rows_kept(const struct recent_result *result) {
    const uint32_t rows = __atomic_load_n(&result->rows, __ATOMIC_ACQUIRE);
    const uint32_t columns = __atomic_load_n(&result->columns, __ATOMIC_RELAXED);
    return columns && rows <= RESULT_VALUES / columns ? rows : 0;
}

/*
 * Returns a result of the site that its thread record still holds: `age` 0 is the newest, 1 the one before.
 * NULL if there is none. Any thread; on any but the thread record's own the answer may be outdated.
 */
struct recent_result *results_of_site(const struct site_state *state, uint32_t age);

#endif
