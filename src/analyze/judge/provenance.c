#include "provenance.h"

#include <string.h>

#include "statement_shape.h"

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
static uint64_t different_values(const struct run_site *site, const struct loopline_link_counts *counts) {
    return counts->moved < site->distinct_parameters ? counts->moved : site->distinct_parameters;
}

static bool is_in_order(const struct run_site *site, const struct run_edge *edge,
                        const struct loopline_link_counts *counts) {
    if (!is_share(counts->in_order, counts->matched, MOST_IN_ORDER))
        return false;
    return edge->episodes.children * 2 >= edge->parent_rows ||
           different_values(site, counts) >= LEAST_VALUES_OF_FEW_ROWS;
}

static bool is_covered(const struct run_site *site, const struct run_edge *edge,
                       const struct loopline_link_counts *counts) {
    const double rows = (double)edge->parent_rows / (double)edge->episodes.count;
    return rows >= LEAST_ROWS_COVERED && is_share(counts->matched, counts->checked, NEARLY_ALL_MATCHED) &&
           (rows >= MANY_ROWS_COVERED ||
            edge->episodes.children <= MOST_EXECUTIONS_COVERED * edge->parent_rows) &&
           (double)different_values(site, counts) >= MOST_COVERED * rows;
}

static bool is_proof(const struct run_site *site, const struct run_edge *edge, const struct run_link *link) {
    const struct loopline_link_counts *counts = &link->counts;
    if (link->parent != edge->parent || !edge->episodes.count)
        return false;
    if (counts->matched < LEAST_MATCHES || different_values(site, counts) < LEAST_VALUES ||
        counts->moved < LEAST_ROWS_OF_EPISODE * edge->episodes.count ||
        !is_share(counts->matched, counts->checked, MOST_MATCHED))
        return false;
    return is_share(counts->wide, counts->matched, MOST_WIDE) || is_in_order(site, edge, counts) ||
           is_covered(site, edge, counts);
}

bool provenance_is_proved(const struct run_site *site, const struct run_edge *edge) {
    for (size_t i = 0; i < site->link_count; i++) {
        if (is_proof(site, edge, &site->links[i]))
            return true;
    }
    return false;
}

/*
 * Two columns may hold the same values, as test data likes to. A statement that asks for `id = ?` was more
 * likely given a column that refers to something (author_id); one that asks for `author_id = ?`, an id.
 */
static bool suits(const struct run_site *site, const char *column) {
    const char *text = site->statement->text;
    const size_t length = strlen(column);
    const bool refers = length > 3 && strcmp(column + length - 3, "_id") == 0;
    const char *condition = shape_find_word(text, "where");
    const bool asks_for_id = condition && shape_find_word(condition, "id");
    return refers == asks_for_id;
}

static bool is_better(const struct run_site *site, const struct run_link *left,
                      const struct run_link *right) {
    if (left->counts.in_order != right->counts.in_order)
        return left->counts.in_order > right->counts.in_order;
    if (left->counts.matched != right->counts.matched)
        return left->counts.matched > right->counts.matched;
    return suits(site, left->column) && !suits(site, right->column);
}

static const struct run_link *best_of_parameter(const struct run_site *site, const struct run_edge *edge,
                                                uint32_t parameter) {
    const struct run_link *best = NULL;
    for (size_t i = 0; i < site->link_count; i++) {
        const struct run_link *link = &site->links[i];
        if (link->parameter == parameter && is_proof(site, edge, link) &&
            (!best || is_better(site, link, best)))
            best = link;
    }
    return best;
}

struct provenance provenance_find(struct pool *pool, const struct run_site *site,
                                  const struct run_edge *edge) {
    struct provenance provenance = {0};
    uint32_t last = 0;
    for (size_t i = 0; i < site->link_count; i++)
        last = site->links[i].parameter > last ? site->links[i].parameter : last;
    struct provenance_link *links = pool_allocate(pool, site->link_count, sizeof(*links));
    for (uint32_t parameter = 1; parameter <= last; parameter++) {
        const struct run_link *best = best_of_parameter(site, edge, parameter);
        if (!best || provenance.count == site->link_count)
            continue;
        links[provenance.count++] = (struct provenance_link){best->parameter, best->column,
                                                             best->counts.matched, best->counts.checked};
    }
    provenance.links = links;
    return provenance;
}
