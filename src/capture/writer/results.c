#include "results.h"

#include <stddef.h>

#include "hand_over.h"
#include "host/text.h"
#include "recording.h"

enum {
    SINGLE_ROWS = 8, /* executions of one row or none after which a site is taken to look up single rows */
    /* Results after which those that nothing was ever found in are kept only now and then, and of the others
       only the columns that matter. */
    RESULTS_KEPT_WHOLE = 64,
    RESULTS_SAMPLED = 16, /* one in so many is kept whole all the same */
};

struct recent_result *results_of_site(const struct site_state *state, uint32_t age) {
    const struct site_results *results = &state->results;
    if (age >= RESULTS_PER_SITE)
        return NULL;
    const uint32_t next = __atomic_load_n(&results->next, __ATOMIC_RELAXED);
    const uint32_t place = (next + RESULTS_PER_SITE - 1 - age) % RESULTS_PER_SITE;
    struct recent_result *result = __atomic_load_n(&results->slots[place], __ATOMIC_RELAXED);
    if (!result || __atomic_load_n(&result->site, __ATOMIC_RELAXED) != state)
        return NULL;
    return result_is_current(result) ? result : NULL;
}

bool result_is_of_work(const struct recent_result *result) {
    return __atomic_load_n(&result->thread, __ATOMIC_RELAXED) == thread_number() ||
           __atomic_load_n(&result->work, __ATOMIC_RELAXED) == work_here();
}

/* The rows were read for another thread, whose work goes on: the one that read them may have ended. */
static bool is_of_work_that_goes_on(const struct recent_result *result) {
    const uint64_t work = __atomic_load_n(&result->work, __ATOMIC_RELAXED);
    return work == work_here() && work >> 32 != __atomic_load_n(&result->thread, __ATOMIC_RELAXED);
}

bool result_is_current(const struct recent_result *result) {
    const struct result_ring *ring = __atomic_load_n(&result->ring, __ATOMIC_ACQUIRE);
    return ring && (__atomic_load_n(&result->serial, __ATOMIC_ACQUIRE) >=
                        __atomic_load_n(&ring->oldest, __ATOMIC_RELAXED) ||
                    is_of_work_that_goes_on(result));
}

void results_outdate(struct result_ring *ring) {
    __atomic_store_n(&ring->oldest, ring->serial + 1, __ATOMIC_RELAXED);
}

/* The ring's hand passes by results that are new, or were matched since it last came. */
static struct recent_result *free_slot(struct result_ring *ring, struct arena *arena) {
    if (!ring->slots && !ring->refused) {
        struct recent_result *slots = arena_allocate(arena, RESULT_SLOTS * sizeof *slots);
        __atomic_store_n(&ring->slots, slots, __ATOMIC_RELEASE);
        ring->refused = !slots;
    }
    if (!ring->slots)
        return NULL;
    uint32_t looked_at = 0; /* bounded: other threads may match results meanwhile */
    for (;;) {
        struct recent_result *slot = &ring->slots[ring->hand++ % RESULT_SLOTS];
        const uint8_t passes = __atomic_load_n(&slot->passes, __ATOMIC_RELAXED);
        if (!passes || ++looked_at == MATCHED_RESULT_PASSES * RESULT_SLOTS)
            return slot;
        __atomic_store_n(&slot->passes, (uint8_t)(passes - 1), __ATOMIC_RELAXED);
    }
}

static void name_columns(struct thread_record *thread_record, struct site_results *results,
                         const struct result_source *source, uint32_t columns) {
    if (results->column_names)
        return;
    results->column_names = arena_allocate(&thread_record->arena, columns * sizeof *results->column_names);
    if (!results->column_names)
        return;
    for (uint32_t i = 0; i < columns; i++) {
        const char *name = source->name(source->context, i);
        struct text text = text_start(results->column_names[i], COLUMN_NAME_BYTES);
        if (name)
            text_add_string(&text, name);
    }
    __atomic_store_n(&results->column_count, columns, __ATOMIC_RELEASE);
}

/* Gives a slot its new number before anything else in it changes: who reads it meanwhile looks at the number
 * again. */
static void announce(struct recent_result *result, struct result_ring *ring) {
    const uint64_t serial = ring->serial + 1;
    __atomic_store_n(&ring->serial, serial, __ATOMIC_RELAXED);
    __atomic_store_n(&result->serial, serial, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

static struct recent_result *begin(struct thread_record *thread_record, struct site_state *state,
                                   const struct result_source *source) {
    struct site_results *results = &state->results;
    const uint32_t columns = source->columns < RESULT_COLUMNS ? source->columns : RESULT_COLUMNS;
    const uint32_t place = results->next % RESULTS_PER_SITE;
    struct recent_result *result = results->slots[place];
    if (!result || result->site != state)
        result = free_slot(&thread_record->results, &thread_record->detail);
    if (!result || !columns)
        return NULL;
    name_columns(thread_record, results, source, columns);
    if (!__atomic_load_n(&thread_record->recording->has_results, __ATOMIC_RELAXED))
        __atomic_store_n(&thread_record->recording->has_results, true, __ATOMIC_RELAXED);
    announce(result, &thread_record->results);
    __atomic_store_n(&result->rows, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&result->ring, &thread_record->results, __ATOMIC_RELEASE);
    __atomic_store_n(&result->columns, columns, __ATOMIC_RELAXED);
    __atomic_store_n(&result->work, work_here(), __ATOMIC_RELAXED);
    __atomic_store_n(&result->thread, thread_number(), __ATOMIC_RELAXED);
    __atomic_store_n(&result->cut, false, __ATOMIC_RELAXED);
    __atomic_store_n(&result->passes, NEW_RESULT_PASSES, __ATOMIC_RELAXED);
    __atomic_store_n(&result->site, state, __ATOMIC_RELEASE);
    __atomic_store_n(&results->slots[place], result, __ATOMIC_RELAXED);
    __atomic_store_n(&results->next, (place + 1) % RESULTS_PER_SITE, __ATOMIC_RELAXED);
    return result;
}

static bool keeps_whole(const struct site_results *results) {
    return results->begun <= RESULTS_KEPT_WHOLE || results->begun % RESULTS_SAMPLED == 0;
}

/* Whether a place is to be found for a row that no result has yet. */
static bool is_worth_keeping(struct site_state *state, uint32_t seen) {
    struct site_results *results = &state->results;
    if (seen > 1)
        results->had_second_row = true;
    results->passes_first_row = !results->had_second_row && state->site->calls > SINGLE_ROWS;
    if (results->passes_first_row)
        return false;
    results->begun++;
    return keeps_whole(results) || __atomic_load_n(&results->linked_columns, __ATOMIC_RELAXED);
}

uint64_t *result_place(struct recent_result *result, uint32_t place, struct arena *arena) {
    const uint32_t part = result_part(place);
    const uint32_t start = result_part_start(part);
    uint64_t *values = result->parts[part];
    if (!values) {
        values = arena_allocate(arena, (start ? start : result_part_start(1)) * sizeof *values);
        if (!values)
            return NULL;
        __atomic_store_n(&result->parts[part], values, __ATOMIC_RELEASE);
    }
    return &values[place - start];
}

/* False: there is no room for it. */
static bool append(struct recent_result *result, const struct site_results *results,
                   const struct result_source *source, struct arena *arena) {
    const uint32_t first = result->rows * result->columns;
    const uint32_t linked = __atomic_load_n(&results->linked_columns, __ATOMIC_RELAXED);
    const uint32_t wanted = keeps_whole(results) ? UINT32_MAX : linked;
    uint64_t *place = NULL;
    for (uint32_t i = 0; i < result->columns; i++) {
        const bool has = i < source->columns && (wanted >> i & 1);
        const uint64_t value = has ? source->value(source->context, i) : 0;
        /* The first place of a part is a power of two. */
        const bool is_next_part = ((first + i) & (first + i - 1)) == 0;
        place = place && !is_next_part ? place + 1 : result_place(result, first + i, arena);
        if (!place)
            return false;
        __atomic_store_n(place, value & VALUE_KEY ? value : 0, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&result->rows, result->rows + 1, __ATOMIC_RELEASE);
    return true;
}

void results_add_row(struct thread_record *thread_record, struct site_state *state, struct result_rows *rows,
                     const struct result_source *source) {
    if (thread_record->governor.level != GOVERNOR_ALL) {
        rows->declined = true;
        return;
    }
    if (rows->seen == 1)
        answers_note_row(state, source);
    if (!rows->result) {
        if (!is_worth_keeping(state, rows->seen)) {
            /* Only the second row tells that a look-up returned more than one. */
            rows->declined = !state->results.passes_first_row;
            return;
        }
        rows->result = begin(thread_record, state, source);
        rows->serial = rows->result ? rows->result->serial : 0;
    }
    struct recent_result *result = rows->result;
    /* Also where the statement has gone on in another thread: the slot is its first thread's to write. */
    if (!result || result->ring != &thread_record->results || result->serial != rows->serial) {
        rows->declined = true;
        return;
    }
    if (rows->seen == 2)
        state->results.had_second_row = true;
    if ((result->rows + 1) * result->columns <= RESULT_VALUES &&
        append(result, &state->results, source, &thread_record->detail))
        return;
    __atomic_store_n(&result->cut, true, __ATOMIC_RELAXED);
    rows->declined = true;
}
