#include "value_matches.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "host/own_stack.h"
#include "recording_records.h"
#include "thread_record.h"

enum {
    /* Matches after which a candidate is written to the capture: fewer prove nothing. */
    MATCHES_TO_PUBLISH = 3,
    PUBLISHED_PER_SITE = 16,
    /* Executions of a site at which unexplained values are looked for; later only at powers of two. */
    SEARCHES = 48,
    FOREIGN_SEARCHES = 24,
    FOREIGN_THREAD_RECORDS = 64, /* that one search looks at */
    LATEST_RESULTS = 4,          /* of a thread record, that are looked at first */
    MATCHES_PER_RESULT = 4,      /* candidates that one result gives for one value */
    CHECKS_TO_JUDGE = 32,        /* before a value match is judged by its counts */
    LAST_ROWS = 2,       /* a page may hold one row more than is shown, to know that there is a next */
    TURN_EXECUTIONS = 8, /* in a row, in which a value match is followed that is rarely worth it */
    TURNS = 8,           /* one in so many is such a turn */
};

/* A candidate, or an established value match. */
struct value_match_state {
    const struct site_state *parent;            /* NULL: free */
    struct recent_result *result;               /* of the latest match */
    uint64_t serial;                            /* that `result` had then */
    uint32_t row;                               /* of the latest match */
    uint16_t parameter;                         /* from 0 */
    uint16_t column;                            /* from 0 */
    bool rarely;                                /* followed for a few executions now and then */
    struct loopline_value_match_counts *counts; /* `unpublished`, or in the capture */
    struct loopline_value_match_counts unpublished;
};

struct site_value_matches {
    struct value_match_state value_matches[VALUE_MATCHES_PER_SITE];
    uint32_t places; /* of them, that were ever taken */
    uint32_t searches;
    uint32_t foreign_searches;
    uint32_t own_searches;
    uint32_t published;
    uint32_t keys; /* which parameters of the latest execution may be keys */
};

enum match { MATCH_NONE, MATCH_ANYWHERE, MATCH_IN_ORDER };

/* ---- rows -----------------------------------------------------------------------------------------------
 */

static bool find_between(const struct recent_result *result, uint32_t column, uint64_t value, uint32_t from,
                         uint32_t to, uint32_t *row) {
    const uint32_t rows = result_rows_kept(result);
    if (column >= __atomic_load_n(&result->columns, __ATOMIC_RELAXED))
        return false;
    for (uint32_t i = from; i < to && i < rows; i++) {
        if (result_value(result, i, column) != value)
            continue;
        *row = i;
        return true;
    }
    return false;
}

static bool still_holds(const struct value_match_state *value_match) {
    return value_match->result &&
           __atomic_load_n(&value_match->result->serial, __ATOMIC_ACQUIRE) == value_match->serial &&
           result_is_current(value_match->result) && result_is_of_work(value_match->result);
}

static void stay_at(struct value_match_state *value_match, struct recent_result *result, uint32_t row) {
    value_match->result = result;
    value_match->serial = __atomic_load_n(&result->serial, __ATOMIC_ACQUIRE);
    if (value_match->row != row)
        counter_add(&value_match->counts->moved, 1);
    value_match->row = row;
    __atomic_store_n(&result->passes, MATCHED_RESULT_PASSES, __ATOMIC_RELAXED);
}

/* ---- following a value match
 * -----------------------------------------------------------------------------------
 */

/* In the first rows of a result that came since, or in the next rows of the one that is looped over. */
static enum match follow_in_order(struct value_match_state *value_match, uint64_t value) {
    struct recent_result *newest = results_of_site(value_match->parent, 0);
    uint32_t row = 0;
    const bool is_new =
        newest && result_is_of_work(newest) && (newest != value_match->result || !still_holds(value_match));
    if (is_new && find_between(newest, value_match->column, value, 0, ORDERLY_ROWS, &row)) {
        stay_at(value_match, newest, row);
        return MATCH_IN_ORDER;
    }
    if (still_holds(value_match) && find_between(value_match->result, value_match->column, value,
                                                 value_match->row, value_match->row + ORDERLY_ROWS, &row)) {
        stay_at(value_match, value_match->result, row);
        return MATCH_IN_ORDER;
    }
    return MATCH_NONE;
}

static enum match follow_anywhere(struct thread_record *thread_record, struct value_match_state *value_match,
                                  uint64_t value) {
    for (uint32_t age = 0; age < RESULTS_PER_SITE; age++) {
        struct recent_result *result = results_of_site(value_match->parent, age);
        uint32_t row = 0;
        if (!result || !result_is_of_work(result) ||
            !value_index_find(&thread_record->value_indexes, &thread_record->detail, result,
                              value_match->column, value, &row))
            continue;
        stay_at(value_match, result, row);
        return MATCH_ANYWHERE;
    }
    return MATCH_NONE;
}

/* Rows beyond those that are kept are not missed. */
static bool may_lie_beyond(const struct value_match_state *value_match) {
    return still_holds(value_match) && __atomic_load_n(&value_match->result->cut, __ATOMIC_RELAXED) &&
           value_match->row + ORDERLY_ROWS >= result_rows_kept(value_match->result);
}

static void count_match(struct value_match_state *value_match, enum match match, uint64_t value) {
    struct loopline_value_match_counts *counts = value_match->counts;
    counter_add(&counts->checked, 1);
    if (match == MATCH_NONE)
        return;
    counter_add(&counts->matched, 1);
    if (match == MATCH_IN_ORDER)
        counter_add(&counts->in_order, 1);
    if (value & VALUE_WIDE)
        counter_add(&counts->wide, 1);
}

static bool follow(struct thread_record *thread_record, struct value_match_state *value_match,
                   uint64_t value) {
    enum match match = follow_in_order(value_match, value);
    if (match == MATCH_NONE && may_lie_beyond(value_match))
        return true;
    if (match == MATCH_NONE)
        match = follow_anywhere(thread_record, value_match, value);
    count_match(value_match, match, value);
    return match != MATCH_NONE;
}

/* ---- publishing -----------------------------------------------------------------------------------------
 */

static void mark_linked(const struct value_match_state *value_match) {
    struct site_results *results = &((struct site_state *)value_match->parent)->results;
    __atomic_fetch_or(&results->linked_columns, 1u << value_match->column, __ATOMIC_RELAXED);
}

/* A value match that is to stand in the capture. */
struct proven_match {
    struct thread_record *thread_record;
    struct site_state *child;
    struct value_match_state *value_match;
};

static void publish_apart(void *context) {
    const struct proven_match *proven = context;
    const struct site_state *child = proven->child;
    struct value_match_state *value_match = proven->value_match;
    struct site_value_matches *value_matches = child->value_matches;
    const struct site_results *results = &value_match->parent->results;
    const uint32_t named = __atomic_load_n(&results->column_count, __ATOMIC_ACQUIRE);
    const char *name = value_match->column < named ? results->column_names[value_match->column] : "";
    if (value_matches->published == PUBLISHED_PER_SITE)
        return;
    const struct loopline_value_match description = {.site = child->site->id,
                                                     .parent = value_match->parent->site->id,
                                                     .parameter = value_match->parameter + 1u,
                                                     .counts = value_match->unpublished};
    struct loopline_value_match *record = recording_value_match(proven->thread_record, &description, name);
    if (!record)
        return;
    value_matches->published++;
    value_match->counts = &record->counts;
    mark_linked(value_match);
}

static __attribute__((noinline, cold)) void publish(struct thread_record *thread_record,
                                                    struct site_state *child,
                                                    struct value_match_state *value_match) {
    struct proven_match proven = {thread_record, child, value_match};
    own_stack_run(publish_apart, &proven);
}

/* ---- searching ------------------------------------------------------------------------------------------
 */

static bool is_known(const struct site_value_matches *value_matches, const struct site_state *parent,
                     uint32_t parameter, uint32_t column) {
    for (uint32_t i = 0; i < VALUE_MATCHES_PER_SITE; i++) {
        const struct value_match_state *value_match = &value_matches->value_matches[i];
        if (value_match->parent == parent && value_match->parameter == parameter &&
            value_match->column == column)
            return true;
    }
    return false;
}

/* What a candidate found against what it missed; below 0 where it missed more. */
static int64_t merit(const struct loopline_value_match_counts *counts) {
    return (int64_t)(counts->matched * 2 + counts->in_order) - (int64_t)counts->checked;
}

/*
 * A free place, or that of a candidate that has missed more often than not; NULL if there is none. Each of
 * several parameters has its share: a LIMIT 1 beside the key is found in many rows, and would take all
 * places.
 */
static struct value_match_state *place_for_value_match(struct site_value_matches *value_matches,
                                                       uint32_t parameter) {
    const uint32_t share = VALUE_MATCHES_PER_SITE / (uint32_t)__builtin_popcount(value_matches->keys);
    uint32_t of_parameter = 0;
    struct value_match_state *vacant = NULL;
    struct value_match_state *worst = NULL;
    for (uint32_t i = 0; i < VALUE_MATCHES_PER_SITE; i++) {
        struct value_match_state *value_match = &value_matches->value_matches[i];
        if (!value_match->parent) {
            vacant = vacant ? vacant : value_match;
            continue;
        }
        of_parameter += value_match->parameter == parameter;
        const bool failing = value_match->counts->matched * 2 <= value_match->counts->checked;
        if (failing && (!worst || merit(value_match->counts) < merit(worst->counts)))
            worst = value_match;
    }
    if (vacant && (of_parameter < share || !of_parameter))
        return vacant;
    return worst;
}

static void add_candidate(struct site_value_matches *value_matches, struct recent_result *result,
                          uint32_t parameter, uint32_t row, uint32_t column, uint64_t value) {
    const struct site_state *parent = __atomic_load_n(&result->site, __ATOMIC_ACQUIRE);
    if (!parent || is_known(value_matches, parent, parameter, column))
        return;
    struct value_match_state *value_match = place_for_value_match(value_matches, parameter);
    if (!value_match)
        return;
    const uint32_t place = (uint32_t)(value_match - value_matches->value_matches);
    value_matches->places = place < value_matches->places ? value_matches->places : place + 1;
    memset(value_match, 0, sizeof *value_match);
    value_match->counts = &value_match->unpublished;
    value_match->parent = parent;
    value_match->parameter = (uint16_t)parameter;
    value_match->column = (uint16_t)column;
    value_match->row = UINT32_MAX; /* the first match is in another row than none */
    stay_at(value_match, result, row);
    count_match(value_match, value_match->row < ORDERLY_ROWS ? MATCH_IN_ORDER : MATCH_ANYWHERE, value);
}

static bool search_result(struct site_value_matches *value_matches, struct recent_result *result,
                          uint32_t parameter, uint64_t value) {
    uint32_t found = 0;
    const uint64_t serial = __atomic_load_n(&result->serial, __ATOMIC_ACQUIRE);
    if (!__atomic_load_n(&result->site, __ATOMIC_ACQUIRE) || !result_is_current(result) ||
        !result_is_of_work(result))
        return false;
    /* Once: another thread record may be changing it. */
    const uint32_t columns = __atomic_load_n(&result->columns, __ATOMIC_RELAXED);
    const uint32_t count = result_rows_kept(result) * columns;
    for (uint32_t i = 0; i < count && i < RESULT_VALUES && found < MATCHES_PER_RESULT; i++) {
        if (result_value_at(result, i) != value)
            continue;
        if (__atomic_load_n(&result->serial, __ATOMIC_ACQUIRE) != serial)
            return false;
        add_candidate(value_matches, result, parameter, i / columns, i % columns, value);
        found++;
    }
    return found > 0;
}

/* The latest result before `serial`; NULL if there is none. Another thread may be adding results meanwhile.
 */
static struct recent_result *latest_before(struct recent_result *slots, uint64_t *serial) {
    struct recent_result *latest = NULL;
    uint64_t highest = 0;
    for (uint32_t i = 0; i < RESULT_SLOTS; i++) {
        const uint64_t own = __atomic_load_n(&slots[i].serial, __ATOMIC_RELAXED);
        if (own <= highest || own >= *serial)
            continue;
        highest = own;
        latest = &slots[i];
    }
    *serial = highest;
    return latest;
}

/*
 * Of a thread record's results either the latest few or the others, from the latest on: the list that is
 * looped over came late, and tables whose ids all begin with 1 hold each other's values.
 */
static bool search_thread_record(struct site_value_matches *value_matches,
                                 const struct thread_record *thread_record, uint32_t parameter,
                                 uint64_t value, bool latest) {
    struct recent_result *slots = __atomic_load_n(&thread_record->results.slots, __ATOMIC_ACQUIRE);
    const uint32_t end = latest ? LATEST_RESULTS : RESULT_SLOTS;
    uint64_t serial = UINT64_MAX;
    bool found = false;
    for (uint32_t i = 0; slots && i < end; i++) {
        struct recent_result *result = latest_before(slots, &serial);
        if (!result)
            break;
        if (latest || i >= LATEST_RESULTS)
            found = search_result(value_matches, result, parameter, value) || found;
    }
    return found;
}

static void search_other_thread_records(struct site_value_matches *value_matches,
                                        const struct thread_record *thread_record, uint32_t parameter,
                                        uint64_t value) {
    uint32_t left = FOREIGN_THREAD_RECORDS;
    const struct thread_record *other =
        __atomic_load_n(&thread_record->recording->thread_records, __ATOMIC_ACQUIRE);
    for (; other && left; other = other->older, left--) {
        if (other != thread_record && !search_thread_record(value_matches, other, parameter, value, true))
            search_thread_record(value_matches, other, parameter, value, false);
    }
}

static bool is_power_of_two(uint64_t number) {
    return (number & (number - 1)) == 0;
}

/* The values of one execution of a site for which no match explains where they come from. */
struct unexplained_values {
    struct thread_record *thread_record;
    struct site_state *child;
    const uint64_t *values;
    uint32_t numbers; /* a bit for each */
};

static void search_apart(void *context) {
    const struct unexplained_values *of = context;
    struct thread_record *thread_record = of->thread_record;
    struct site_state *child = of->child;
    const uint64_t *values = of->values;
    const uint32_t unexplained = of->numbers;
    struct site_value_matches *value_matches = child->value_matches;
    const bool rarely = is_power_of_two(child->site->calls);
    value_matches->searches++;
    bool found = false;
    for (uint32_t i = 0; i < VALUES_LIMIT; i++) {
        if (unexplained >> i & 1)
            found = search_thread_record(value_matches, thread_record, i, values[i], true) || found;
    }
    for (uint32_t i = 0; i < VALUES_LIMIT; i++) {
        if (unexplained >> i & 1)
            found = search_thread_record(value_matches, thread_record, i, values[i], false) || found;
    }
    if (found || (value_matches->foreign_searches >= FOREIGN_SEARCHES && !rarely))
        return;
    value_matches->foreign_searches++;
    for (uint32_t i = 0; i < VALUES_LIMIT; i++) {
        if (unexplained >> i & 1)
            search_other_thread_records(value_matches, thread_record, i, values[i]);
    }
}

/* At first each time, then ever more seldom: what does not come from rows is looked for in vain. */
static bool is_worth_searching(const struct site_state *child) {
    return child->value_matches->searches < SEARCHES || is_power_of_two(child->site->calls);
}

static __attribute__((noinline)) void search(struct thread_record *thread_record, struct site_state *child,
                                             const uint64_t *values, uint32_t unexplained) {
    struct unexplained_values of = {thread_record, child, values, unexplained};
    own_stack_run(search_apart, &of);
}

/*
 * A page begins where the one before ended: after a key of the last rows that the site itself returned. Rows
 * of another may hold that key too (the table was read before), so this is looked for even where those
 * explain the value.
 */
static void search_own_result(struct site_state *child, const uint64_t *values, uint32_t numbers) {
    struct site_value_matches *value_matches = child->value_matches;
    struct recent_result *newest = results_of_site(child, 0);
    if (!newest || !result_is_of_work(newest))
        return;
    value_matches->own_searches++;
    const uint32_t rows = result_rows_kept(newest);
    for (uint32_t row = rows > LAST_ROWS ? rows - LAST_ROWS : 0; row < rows; row++) {
        for (uint32_t column = 0; column < newest->columns; column++) {
            const uint64_t value = result_value(newest, row, column);
            for (uint32_t i = 0; i < VALUES_LIMIT && value; i++) {
                if (numbers >> i & 1 && values[i] == value)
                    add_candidate(value_matches, newest, i, row, column, value);
            }
        }
    }
}

/* ---- one execution --------------------------------------------------------------------------------------
 */

static uint32_t keys_among(const uint64_t *values, uint32_t count) {
    uint32_t keys = 0;
    for (uint32_t i = 0; i < count && i < VALUES_LIMIT; i++)
        keys |= (uint32_t)(values[i] & VALUE_KEY) << i;
    return keys;
}

static bool is_failing(const struct loopline_value_match_counts *counts) {
    return counts->checked >= CHECKS_TO_JUDGE && counts->matched * 4 <= counts->checked;
}

/* Another column of the same rows has the values in order. */
static bool is_outdone(const struct site_value_matches *value_matches,
                       const struct value_match_state *value_match) {
    for (uint32_t i = 0; i < VALUE_MATCHES_PER_SITE; i++) {
        const struct value_match_state *other = &value_matches->value_matches[i];
        if (other->parent == value_match->parent && other->parameter == value_match->parameter &&
            other->counts->in_order > value_match->counts->in_order * 4 + CHECKS_TO_JUDGE)
            return true;
    }
    return false;
}

/*
 * A candidate that met by chance would be looked for in vain for ever. It is forgotten, or, once it is in the
 * capture, followed for a few executions now and then, until they tell something else.
 */
static void judge(struct site_value_matches *value_matches) {
    for (uint32_t i = 0; i < VALUE_MATCHES_PER_SITE; i++) {
        struct value_match_state *value_match = &value_matches->value_matches[i];
        if (!value_match->parent)
            continue;
        const bool fails = is_failing(value_match->counts);
        value_match->rarely = fails || is_outdone(value_matches, value_match);
        if (fails && value_match->counts == &value_match->unpublished)
            value_match->parent = NULL;
    }
}

static bool has_anything_to_match(const struct thread_record *thread_record) {
    return thread_record->results.serial ||
           __atomic_load_n(&thread_record->recording->has_results, __ATOMIC_RELAXED);
}

void value_matches_note(struct thread_record *thread_record, struct site_state *child, const uint64_t *values,
                        uint32_t count) {
    const uint32_t keys = keys_among(values, count);
    if (!keys || !has_anything_to_match(thread_record))
        return;
    if (!child->value_matches)
        child->value_matches = arena_allocate(&thread_record->arena, sizeof *child->value_matches);
    struct site_value_matches *value_matches = child->value_matches;
    if (!value_matches)
        return;
    uint32_t unexplained = keys;
    uint32_t of_others = keys; /* not explained by the site's own rows */
    const bool is_turn = child->site->calls / TURN_EXECUTIONS % TURNS == 0;
    if (child->site->calls % CHECKS_TO_JUDGE == 0)
        judge(value_matches);
    for (uint32_t i = 0; i < value_matches->places; i++) {
        struct value_match_state *value_match = &value_matches->value_matches[i];
        if (!value_match->parent || !(keys >> value_match->parameter & 1))
            continue;
        if (value_match->rarely && !is_turn)
            continue;
        if (follow(thread_record, value_match, values[value_match->parameter])) {
            unexplained &= ~(1u << value_match->parameter);
            of_others &= value_match->parent == child ? ~(1u << value_match->parameter) : UINT32_MAX;
        }
        if (value_match->counts == &value_match->unpublished &&
            value_match->unpublished.matched >= MATCHES_TO_PUBLISH)
            publish(thread_record, child, value_match);
    }
    value_matches->keys = keys;
    if (of_others && child->results.had_second_row && value_matches->own_searches < SEARCHES)
        search_own_result(child, values, of_others);
    if (unexplained && is_worth_searching(child))
        search(thread_record, child, values, unexplained);
}
