/*
 * The first rows of a thread record's recent results, as values to look parameters up in. In private memory
 * alone.
 *
 * A ring of RESULT_SLOTS results. A site takes at most RESULTS_PER_SITE of them, so that the many small
 * results of a child do not push out the one of its parent; beyond that the slot goes whose result nobody
 * has matched against since the ring's hand last came by. A site whose results have one row each takes none:
 * such a row is nothing to loop over.
 *
 * Other thread records may read slots while they change (see value matches.h): all words are read and written
 * whole, and a reader compares the serial number before and after.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RESULTS_H
#define LOOPLINE_CAPTURE_WRITER_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value.h"

enum {
    RESULT_SLOTS = 32,
    RESULT_VALUES = 4096, /* of one result: rows times columns */
    RESULT_COLUMNS = 32,  /* columns beyond are not looked at */
    RESULTS_PER_SITE = 4,
    COLUMN_NAME_BYTES = 64,
};

struct site_state;
struct thread_record;

struct recent_result {
    const struct site_state *site; /* whose rows they are; NULL: the slot is free */
    uint64_t serial; /* of the result, unique in its thread record; raised before anything changes */
    const struct result_ring *ring; /* that the slot is in */
    uint64_t work;                  /* that the rows were read for, see work_here; atomic */
    uint32_t thread;                /* number of the thread that read them; atomic */
    uint32_t columns;               /* of each row that is kept */
    uint32_t rows;                  /* complete ones */
    bool cut;                       /* more rows came than are kept */
    bool matched;                   /* since the ring's hand came by */
    uint64_t values[RESULT_VALUES]; /* row by row */
};

/* A thread record's ring; mapped when its first row is kept. */
struct result_ring {
    struct recent_result *slots; /* RESULT_SLOTS; NULL: none yet, or no memory */
    uint64_t serial;             /* of the latest result; 0: there has been none */
    uint64_t oldest;             /* serial of the first that is still of use; atomic */
    uint32_t hand;
    bool refused; /* no memory */
};

/* What a site remembers of its own results. */
struct site_results {
    struct recent_result *slots[RESULTS_PER_SITE];
    uint32_t next;                           /* place in `slots` of the next result */
    uint32_t begun;                          /* results that could have been kept */
    uint32_t linked_columns;                 /* a bit for each that parameters came from; atomic */
    bool had_second_row;                     /* some execution returned more than one row */
    bool passes_first_row;                   /* only a second row would be of use */
    bool wants_first_row;                    /* of this execution all the same, to compare it (answers.h) */
    uint32_t column_count;                   /* of `column_names` */
    char (*column_names)[COLUMN_NAME_BYTES]; /* owned by the thread record's arena; NULL: none */
};

/* Which result a statement under way adds its rows to; all zero: none. */
struct result_rows {
    struct recent_result *result;
    uint64_t serial;
    uint32_t seen; /* rows that came */
    bool declined; /* no more of them are kept */
};

/* What a driver offers of its current row. */
struct result_source {
    uint32_t columns;
    /* Value of a column, from 0; the name of a column, or NULL. Called by results_add_row alone. */
    uint64_t (*value)(const void *context, uint32_t column);
    const char *(*name)(const void *context, uint32_t column);
    const void *context;
};

/*
 * Counts a row of an execution that has come, and tells whether it is wanted: a cheap question before a
 * source is built. `rows` is all zero before the first row. The thread record's thread.
 */
static inline bool results_wants_row(const struct site_results *results, struct result_rows *rows) {
    return !rows->declined && (++rows->seen > 1 || !results->passes_first_row || results->wants_first_row);
}

/* Adds the row of an execution of `state` that was just counted. The thread record's thread. */
void results_add_row(struct thread_record *thread_record, struct site_state *state, struct result_rows *rows,
                     const struct result_source *source);

/* The thread waits for a client: the rows of what it did before are not what the next request works on. */
void results_outdate(struct result_ring *ring);

/* Whether a slot holds a result that is of use. Any thread. */
bool result_is_current(const struct recent_result *result);

/* Whether the rows were read by the calling thread, or for what it works on. */
bool result_is_of_work(const struct recent_result *result);

/* Read while another thread record changes it, a slot may contradict itself: a value that is not there is 0.
 */
static inline uint64_t result_value(const struct recent_result *result, uint32_t row, uint32_t column) {
    const size_t place = (size_t)row * __atomic_load_n(&result->columns, __ATOMIC_RELAXED) + column;
    return place < RESULT_VALUES ? __atomic_load_n(&result->values[place], __ATOMIC_RELAXED) : 0;
}

/* How many rows can be read. */
static inline uint32_t result_rows_kept(const struct recent_result *result) {
    const uint32_t rows = __atomic_load_n(&result->rows, __ATOMIC_ACQUIRE);
    const uint32_t columns = __atomic_load_n(&result->columns, __ATOMIC_RELAXED);
    return columns && rows <= RESULT_VALUES / columns ? rows : 0;
}

/*
 * The results of a site that its thread record still has, the newest first: `age` 0 is the newest. NULL:
 * there is none of that age. Any thread; from another one than the thread record's the answer may be
 * outdated.
 */
struct recent_result *results_of_site(const struct site_state *state, uint32_t age);

#endif
