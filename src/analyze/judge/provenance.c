#include "provenance.h"

#include <string.h>

#include "analyze/rounds/statement_shape.h"
#include "column_names.h"

/* Shares of the values. */
#define MOST_MATCHED 0.8
#define NEARLY_ALL_MATCHED 0.95
#define MOST_IN_ORDER 0.8
#define MOST_WIDE 0.8
#define MOST_COVERED 0.8

#define LEAST_MATCHES 4
#define LEAST_VALUES 3
#define LEAST_ROWS_OF_EPISODE 2 /* a constant may be in another row of each list, but in one of them only */
#define LEAST_VALUES_OF_FEW_ROWS 10
#define LEAST_ROWS_COVERED 5
#define MOST_EXECUTIONS_COVERED \
    2 /* for a row, where rows are few: quantities from 1 to 5 soon cover five rows */
#define MANY_ROWS_COVERED 16

static bool is_share(uint64_t part, uint64_t whole, double share) {
    return (double)part >= share * (double)whole;
}

/*
 * How many different values the parameter had, at most. Of several parameters one may be the same all along
 * (a tenant, a limit), which rows of small numbers hold as well: its match stays in one row.
 */
static uint64_t different_values(const struct merged_site *site,
                                 const struct loopline_value_match_counts *counts) {
    return counts->moved < site->distinct_parameters ? counts->moved : site->distinct_parameters;
}

static bool is_in_order(const struct merged_site *site,
                        const struct merged_parent_candidate *parent_candidate,
                        const struct loopline_value_match_counts *counts) {
    if (!is_share(counts->in_order, counts->matched, MOST_IN_ORDER))
        return false;
    return parent_candidate->episodes.children * 2 >= parent_candidate->parent_rows ||
           different_values(site, counts) >= LEAST_VALUES_OF_FEW_ROWS;
}

static bool is_covered(const struct merged_site *site, const struct merged_parent_candidate *parent_candidate,
                       const struct loopline_value_match_counts *counts) {
    const double rows = (double)parent_candidate->parent_rows / (double)parent_candidate->episodes.count;
    return rows >= LEAST_ROWS_COVERED && is_share(counts->matched, counts->checked, NEARLY_ALL_MATCHED) &&
           (rows >= MANY_ROWS_COVERED ||
            parent_candidate->episodes.children <= MOST_EXECUTIONS_COVERED * parent_candidate->parent_rows) &&
           (double)different_values(site, counts) >= MOST_COVERED * rows;
}

static bool is_proof(const struct merged_site *site, const struct merged_parent_candidate *parent_candidate,
                     const struct merged_value_match *value_match) {
    const struct loopline_value_match_counts *counts = &value_match->counts;
    if (value_match->parent != parent_candidate->parent || !parent_candidate->episodes.count)
        return false;
    /* The offsets of pages are the ids of some rows by chance: 2, 4, 6, ... */
    if (shape_counts_rows(site->statement->text, value_match->parameter))
        return false;
    if (counts->matched < LEAST_MATCHES || different_values(site, counts) < LEAST_VALUES ||
        counts->moved < LEAST_ROWS_OF_EPISODE * parent_candidate->episodes.count ||
        !is_share(counts->matched, counts->checked, MOST_MATCHED))
        return false;
    return is_share(counts->wide, counts->matched, MOST_WIDE) ||
           is_in_order(site, parent_candidate, counts) || is_covered(site, parent_candidate, counts);
}

static bool is_named(const struct merged_site *site, const struct merged_value_match *value_match) {
    return column_name_agrees(site->statement->text, value_match->parent->statement->text,
                              value_match->column);
}

bool provenance_is_named(const struct merged_site *site,
                         const struct merged_parent_candidate *parent_candidate) {
    for (size_t i = 0; i < site->value_match_count; i++) {
        if (is_proof(site, parent_candidate, &site->value_matches[i]) &&
            is_named(site, &site->value_matches[i]))
            return true;
    }
    return false;
}

bool provenance_is_proved(const struct merged_site *site,
                          const struct merged_parent_candidate *parent_candidate) {
    for (size_t i = 0; i < site->value_match_count; i++) {
        if (is_proof(site, parent_candidate, &site->value_matches[i]))
            return true;
    }
    return false;
}

/*
 * Two columns may hold the same values, as test data likes to. A statement that asks for `id = ?` was more
 * likely given a column that refers to something (author_id); one that asks for `author_id = ?`, an id.
 */
static bool suits(const struct merged_site *site, const struct merged_value_match *value_match) {
    const char *text = site->statement->text;
    const bool refers = column_name_refers(value_match->parent->statement->text, value_match->column);
    const char *condition = shape_find_word(text, "where");
    const char *id = condition ? shape_find_word(condition, "id") : NULL;
    const char *order = condition ? shape_find_word(condition, "order") : NULL;
    const bool asks_for_id = id && (!order || id < order);
    return refers == asks_for_id;
}

/* A reference whose values came in the order of the rows: it was followed, whatever it is called. */
static bool is_followed(const struct merged_site *site, const struct merged_value_match *value_match) {
    return is_share(value_match->counts.in_order, value_match->counts.matched, MOST_IN_ORDER) &&
           suits(site, value_match);
}

/*
 * Of columns that hold all values, the reference that was followed (subject_id, beside an author_id), and
 * then the one that the names speak for: rows may come in the order of another, as of their own ids.
 */
static bool is_better(const struct merged_site *site, const struct merged_value_match *left,
                      const struct merged_value_match *right) {
    const bool is_full = is_share(left->counts.matched, left->counts.checked, NEARLY_ALL_MATCHED);
    if (is_full != is_share(right->counts.matched, right->counts.checked, NEARLY_ALL_MATCHED))
        return is_full;
    if (is_full && is_followed(site, left) != is_followed(site, right))
        return is_followed(site, left);
    if (is_full && is_named(site, left) != is_named(site, right))
        return is_named(site, left);
    if (left->counts.in_order != right->counts.in_order)
        return left->counts.in_order > right->counts.in_order;
    if (left->counts.matched != right->counts.matched)
        return left->counts.matched > right->counts.matched;
    return suits(site, left) && !suits(site, right);
}

static const struct merged_value_match *
best_of_parameter(const struct merged_site *site, const struct merged_parent_candidate *parent_candidate,
                  uint32_t parameter) {
    const struct merged_value_match *best = NULL;
    for (size_t i = 0; i < site->value_match_count; i++) {
        const struct merged_value_match *value_match = &site->value_matches[i];
        if (value_match->parameter == parameter && is_proof(site, parent_candidate, value_match) &&
            (!best || is_better(site, value_match, best)))
            best = value_match;
    }
    return best;
}

struct provenance provenance_find(struct pool *pool, const struct merged_site *site,
                                  const struct merged_parent_candidate *parent_candidate) {
    struct provenance provenance = {0};
    uint32_t last = 0;
    for (size_t i = 0; i < site->value_match_count; i++)
        last = site->value_matches[i].parameter > last ? site->value_matches[i].parameter : last;
    struct provenance_value_match *value_matches =
        pool_allocate(pool, site->value_match_count, sizeof(*value_matches));
    for (uint32_t parameter = 1; parameter <= last; parameter++) {
        const struct merged_value_match *best = best_of_parameter(site, parent_candidate, parameter);
        if (!best || provenance.count == site->value_match_count)
            continue;
        value_matches[provenance.count++] = (struct provenance_value_match){
            best->parameter, best->column, best->counts.matched, best->counts.checked};
    }
    provenance.value_matches = value_matches;
    return provenance;
}

/* The first page begins at no key, and a few more pass before the recorder looks at the site's own rows. */
#define LEAST_OWN_SHARE 0.5

/* One of several call paths to the same line has rows of its own: they are the site's. */
static bool is_own(const struct merged_site *site, const struct merged_site *parent) {
    const struct source_frame *a = source_stack_call_site(site->stack);
    const struct source_frame *b = source_stack_call_site(parent->stack);
    return parent->statement == site->statement && a && b && frames_share_line(a, b);
}

static bool is_of_own_result(const struct merged_site *site, const struct provenance_value_match *other) {
    for (size_t i = 0; i < site->value_match_count; i++) {
        const struct merged_value_match *own = &site->value_matches[i];
        if (is_own(site, own->parent) && own->parameter == other->parameter &&
            is_share(own->counts.matched, own->counts.checked, NEARLY_ALL_MATCHED) &&
            is_share(own->counts.matched, other->matched, LEAST_OWN_SHARE))
            return true;
    }
    return false;
}

bool provenance_goes_on(const struct merged_site *site, const struct provenance *provenance) {
    for (size_t i = 0; i < provenance->count; i++) {
        if (!is_of_own_result(site, &provenance->value_matches[i]))
            return false;
    }
    return provenance->count > 0;
}
