#include "value_matches.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "recording.h"
#include "thread_record.h"

enum {
    /* Matches after which a candidate is written to the capture: fewer prove nothing. */
    MATCHES_TO_PUBLISH = 3,
    PUBLISHED_PER_SITE = 16,
    /* Executions of a site at which unexplained values are looked for; later only at powers of two. */
    SEARCHES = 48,
    FOREIGN_SEARCHES = 24,
    FOREIGN_LEDGERS = 64,   /* that one search looks at */
    LATEST_RESULTS = 4,     /* of a ledger, that are looked at first, and alone in another's */
    MATCHES_PER_RESULT = 4, /* candidates that one result gives for one value */
    CHECKS_TO_JUDGE = 32,   /* before a link is judged by its counts */
    TURN_EXECUTIONS = 8,    /* in a row, in which a link is followed that is rarely worth it */
    TURNS = 8,              /* one in so many is such a turn */
};

/* A candidate, or an established link. */
struct value_link {
    const struct site_state *parent;     /* NULL: free */
    struct recent_result *result;        /* of the latest match */
    uint64_t serial;                     /* that `result` had then */
    uint32_t row;                        /* of the latest match */
    uint16_t parameter;                  /* from 0 */
    uint16_t column;                     /* from 0 */
    bool rarely;                         /* followed for a few executions now and then */
    struct loopline_link_counts *counts; /* `unpublished`, or in the capture */
    struct loopline_link_counts unpublished;
};

struct site_links {
    struct value_link links[LINKS_PER_SITE];
    uint32_t searches;
    uint32_t foreign_searches;
    uint32_t published;
};

enum match { MATCH_NONE, MATCH_ANYWHERE, MATCH_IN_ORDER };

/* ---- rows -----------------------------------------------------------------------------------------------
 */

static bool find_between(const struct recent_result *result, uint32_t column, uint64_t value, uint32_t from,
                         uint32_t to, uint32_t *row) {
    const uint32_t rows = result_rows_kept(result);
    if (column >= result->columns)
        return false;
    for (uint32_t i = from; i < to && i < rows; i++) {
        if (result_value(result, i, column) != value)
            continue;
        *row = i;
        return true;
    }
    return false;
}

static bool still_holds(const struct value_link *link) {
    return link->result && __atomic_load_n(&link->result->serial, __ATOMIC_ACQUIRE) == link->serial &&
           result_is_current(link->result);
}

static void settle(struct value_link *link, struct recent_result *result, uint32_t row) {
    link->result = result;
    link->serial = __atomic_load_n(&result->serial, __ATOMIC_ACQUIRE);
    if (link->row != row)
        counter_add(&link->counts->moved, 1);
    link->row = row;
    __atomic_store_n(&result->matched, true, __ATOMIC_RELAXED);
}

/* ---- following a link -----------------------------------------------------------------------------------
 */

/* In the first rows of a result that came since, or in the next rows of the one that is looped over. */
static enum match follow_in_order(struct value_link *link, uint64_t value) {
    struct recent_result *newest = results_of_site(link->parent, 0);
    uint32_t row = 0;
    const bool is_new = newest && (newest != link->result || !still_holds(link));
    if (is_new && find_between(newest, link->column, value, 0, ORDERLY_ROWS, &row)) {
        settle(link, newest, row);
        return MATCH_IN_ORDER;
    }
    if (still_holds(link) &&
        find_between(link->result, link->column, value, link->row, link->row + ORDERLY_ROWS, &row)) {
        settle(link, link->result, row);
        return MATCH_IN_ORDER;
    }
    return MATCH_NONE;
}

static enum match follow_anywhere(struct value_indexes *indexes, struct value_link *link, uint64_t value) {
    for (uint32_t age = 0; age < RESULTS_PER_SITE; age++) {
        struct recent_result *result = results_of_site(link->parent, age);
        uint32_t row = 0;
        if (!result || !value_index_find(indexes, result, link->column, value, &row))
            continue;
        settle(link, result, row);
        return MATCH_ANYWHERE;
    }
    return MATCH_NONE;
}

/* Rows beyond those that are kept are not missed. */
static bool may_lie_beyond(const struct value_link *link) {
    return still_holds(link) && link->result->cut &&
           link->row + ORDERLY_ROWS >= result_rows_kept(link->result);
}

static void count_match(struct value_link *link, enum match match, uint64_t value) {
    struct loopline_link_counts *counts = link->counts;
    counter_add(&counts->checked, 1);
    if (match == MATCH_NONE)
        return;
    counter_add(&counts->matched, 1);
    if (match == MATCH_IN_ORDER)
        counter_add(&counts->in_order, 1);
    if (value & VALUE_WIDE)
        counter_add(&counts->wide, 1);
}

static bool follow(struct value_indexes *indexes, struct value_link *link, uint64_t value) {
    enum match match = follow_in_order(link, value);
    if (match == MATCH_NONE && may_lie_beyond(link))
        return true;
    if (match == MATCH_NONE)
        match = follow_anywhere(indexes, link, value);
    count_match(link, match, value);
    return match != MATCH_NONE;
}

/* ---- publishing -----------------------------------------------------------------------------------------
 */

static void mark_linked(const struct value_link *link) {
    struct site_results *results = &((struct site_state *)link->parent)->results;
    __atomic_fetch_or(&results->linked_columns, 1u << link->column, __ATOMIC_RELAXED);
}

static void publish(struct ledger *ledger, struct site_state *child, struct value_link *link) {
    struct site_links *links = child->links;
    const struct site_results *results = &link->parent->results;
    const char *name = link->column < results->column_count ? results->column_names[link->column] : "";
    if (links->published == PUBLISHED_PER_SITE)
        return;
    const struct loopline_link description = {.site = child->site->id,
                                              .parent = link->parent->site->id,
                                              .parameter = link->parameter + 1u,
                                              .counts = link->unpublished};
    struct loopline_link *record = recording_link(ledger, &description, name);
    if (!record)
        return;
    links->published++;
    link->counts = &record->counts;
    mark_linked(link);
}

/* ---- searching ------------------------------------------------------------------------------------------
 */

static bool is_known(const struct site_links *links, const struct site_state *parent, uint32_t parameter,
                     uint32_t column) {
    for (uint32_t i = 0; i < LINKS_PER_SITE; i++) {
        const struct value_link *link = &links->links[i];
        if (link->parent == parent && link->parameter == parameter && link->column == column)
            return true;
    }
    return false;
}

static bool is_worse(const struct loopline_link_counts *left, const struct loopline_link_counts *right) {
    return left->matched * 2 + left->in_order - left->checked <
           right->matched * 2 + right->in_order - right->checked;
}

/* A free place, or that of a candidate that has missed more often than not. */
static struct value_link *place_for_link(struct site_links *links) {
    struct value_link *worst = NULL;
    for (uint32_t i = 0; i < LINKS_PER_SITE; i++) {
        struct value_link *link = &links->links[i];
        if (!link->parent)
            return link;
        const bool failing = link->counts->matched * 2 <= link->counts->checked;
        if (failing && (!worst || is_worse(link->counts, worst->counts)))
            worst = link;
    }
    return worst;
}

static void add_candidate(struct site_links *links, struct recent_result *result, uint32_t parameter,
                          uint32_t row, uint32_t column, uint64_t value) {
    const struct site_state *parent = result->site;
    if (!parent || is_known(links, parent, parameter, column))
        return;
    struct value_link *link = place_for_link(links);
    if (!link)
        return;
    memset(link, 0, sizeof *link);
    link->counts = &link->unpublished;
    link->parent = parent;
    link->parameter = (uint16_t)parameter;
    link->column = (uint16_t)column;
    link->row = UINT32_MAX; /* the first match is in another row than none */
    settle(link, result, row);
    count_match(link, link->row < ORDERLY_ROWS ? MATCH_IN_ORDER : MATCH_ANYWHERE, value);
}

static bool search_result(struct site_links *links, struct recent_result *result, uint32_t parameter,
                          uint64_t value) {
    uint32_t found = 0;
    const uint64_t serial = __atomic_load_n(&result->serial, __ATOMIC_ACQUIRE);
    if (!__atomic_load_n(&result->site, __ATOMIC_ACQUIRE) || !result_is_current(result))
        return false;
    /* Once: another ledger may be changing it. */
    const uint32_t columns = __atomic_load_n(&result->columns, __ATOMIC_RELAXED);
    const uint32_t count = result_rows_kept(result) * columns;
    for (uint32_t i = 0; i < count && i < RESULT_VALUES && found < MATCHES_PER_RESULT; i++) {
        if (__atomic_load_n(&result->values[i], __ATOMIC_RELAXED) != value)
            continue;
        if (__atomic_load_n(&result->serial, __ATOMIC_ACQUIRE) != serial)
            return false;
        add_candidate(links, result, parameter, i / columns, i % columns, value);
        found++;
    }
    return found > 0;
}

/* Of a ledger's results either the latest few or the others: the list that is looped over is among the
 * latest. */
static bool search_ledger(struct site_links *links, const struct ledger *ledger, uint32_t parameter,
                          uint64_t value, bool latest) {
    struct recent_result *slots = __atomic_load_n(&ledger->results.slots, __ATOMIC_ACQUIRE);
    const uint64_t serial = __atomic_load_n(&ledger->results.serial, __ATOMIC_RELAXED);
    bool found = false;
    for (uint32_t i = 0; slots && i < RESULT_SLOTS; i++) {
        const bool is_late = __atomic_load_n(&slots[i].serial, __ATOMIC_RELAXED) + LATEST_RESULTS > serial;
        if (is_late == latest)
            found = search_result(links, &slots[i], parameter, value) || found;
    }
    return found;
}

static void search_other_ledgers(struct site_links *links, const struct ledger *ledger, uint32_t parameter,
                                 uint64_t value) {
    uint32_t left = FOREIGN_LEDGERS;
    const struct ledger *other = __atomic_load_n(&ledger->recording->ledgers, __ATOMIC_ACQUIRE);
    for (; other && left; other = other->older, left--) {
        if (other != ledger)
            search_ledger(links, other, parameter, value, true);
    }
}

static bool is_power_of_two(uint64_t number) {
    return (number & (number - 1)) == 0;
}

static void search(struct ledger *ledger, struct site_state *child, const uint64_t *values,
                   uint32_t unexplained) {
    struct site_links *links = child->links;
    const bool rarely = is_power_of_two(child->site->calls);
    if (links->searches >= SEARCHES && !rarely)
        return;
    links->searches++;
    bool found = false;
    for (uint32_t i = 0; i < VALUES_LIMIT; i++) {
        if (unexplained >> i & 1)
            found = search_ledger(links, ledger, i, values[i], true) || found;
    }
    for (uint32_t i = 0; i < VALUES_LIMIT; i++) {
        if (unexplained >> i & 1)
            found = search_ledger(links, ledger, i, values[i], false) || found;
    }
    if (found || (links->foreign_searches >= FOREIGN_SEARCHES && !rarely))
        return;
    links->foreign_searches++;
    for (uint32_t i = 0; i < VALUES_LIMIT; i++) {
        if (unexplained >> i & 1)
            search_other_ledgers(links, ledger, i, values[i]);
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

static bool is_failing(const struct loopline_link_counts *counts) {
    return counts->checked >= CHECKS_TO_JUDGE && counts->matched * 4 <= counts->checked;
}

/* Another column of the same rows has the values in order. */
static bool is_outdone(const struct site_links *links, const struct value_link *link) {
    for (uint32_t i = 0; i < LINKS_PER_SITE; i++) {
        const struct value_link *other = &links->links[i];
        if (other->parent == link->parent && other->parameter == link->parameter &&
            other->counts->in_order > link->counts->in_order * 4 + CHECKS_TO_JUDGE)
            return true;
    }
    return false;
}

/*
 * A candidate that met by chance would be looked for in vain for ever. It is forgotten, or, once it is in the
 * capture, followed for a few executions now and then, until they tell something else.
 */
static void judge(struct site_links *links) {
    for (uint32_t i = 0; i < LINKS_PER_SITE; i++) {
        struct value_link *link = &links->links[i];
        if (!link->parent)
            continue;
        const bool fails = is_failing(link->counts);
        link->rarely = fails || is_outdone(links, link);
        if (fails && link->counts == &link->unpublished)
            link->parent = NULL;
    }
}

static bool has_anything_to_match(const struct ledger *ledger) {
    return ledger->results.serial || __atomic_load_n(&ledger->recording->has_results, __ATOMIC_RELAXED);
}

void links_note(struct ledger *ledger, struct site_state *child, const uint64_t *values, uint32_t count) {
    const uint32_t keys = keys_among(values, count);
    if (!keys || !has_anything_to_match(ledger))
        return;
    if (!child->links)
        child->links = arena_allocate(&ledger->arena, sizeof *child->links);
    struct site_links *links = child->links;
    if (!links)
        return;
    uint32_t unexplained = keys;
    const bool is_turn = child->site->calls / TURN_EXECUTIONS % TURNS == 0;
    if (child->site->calls % CHECKS_TO_JUDGE == 0)
        judge(links);
    for (uint32_t i = 0; i < LINKS_PER_SITE; i++) {
        struct value_link *link = &links->links[i];
        if (!link->parent || !(keys >> link->parameter & 1))
            continue;
        if (link->rarely && !is_turn)
            continue;
        if (follow(&ledger->value_indexes, link, values[link->parameter]))
            unexplained &= ~(1u << link->parameter);
        if (link->counts == &link->unpublished && link->unpublished.matched >= MATCHES_TO_PUBLISH)
            publish(ledger, child, link);
    }
    if (unexplained)
        search(ledger, child, values, unexplained);
}
