#include "statement.h"

#include <string.h>

#include "relationship.h"

bool advice_returns_at_most_one_row(const struct merged_site *site) {
    return site->rows <= site->calls;
}

/* Of columns that hold the same values, as small tables have them, the one that is called like the child's.
 */
static bool is_named_after(const char *column, const char *table) {
    return table && relationship_fits(column, table);
}

/* About as many of the parameter's values were found in the column. */
static bool is_rival(const struct merged_value_match *value_match, const struct finding *finding) {
    const struct provenance_value_match *best = &finding->value_matches[0];
    return value_match->parent == finding->parent->parent && value_match->parameter == best->parameter &&
           strcmp(value_match->column, best->column) != 0 &&
           value_match->counts.matched >= best->matched - best->matched / 10;
}

/* The parent's column that the one parameter came from; NULL where values and names leave it open. */
static const char *linked_column(struct pool *pool, const struct finding *finding) {
    const struct merged_site *site = finding->site;
    const char *table = rewrite_table(pool, site->statement);
    const char *named =
        is_named_after(finding->value_matches[0].column, table) ? finding->value_matches[0].column : NULL;
    size_t rivals = 0;
    for (size_t i = 0; i < site->value_match_count; i++) {
        if (!is_rival(&site->value_matches[i], finding))
            continue;
        rivals++;
        if (!is_named_after(site->value_matches[i].column, table))
            continue;
        if (named)
            return NULL;
        named = site->value_matches[i].column;
    }
    return rivals ? named : finding->value_matches[0].column;
}

/* A join shows each row of the parent once, as long as the child has no more than one for it. */
static const char *join(struct pool *pool, const struct finding *finding) {
    if (!finding->parent || finding->value_match_count != 1 || !advice_returns_at_most_one_row(finding->site))
        return NULL;
    return rewrite_join(pool, finding->parent->parent->statement, linked_column(pool, finding),
                        finding->site->statement, finding->value_matches[0].parameter);
}

/* posts.author_id, where the parent lists authors: there may be several rows for one of the parent's. */
static bool refers_to_parent(struct pool *pool, const struct finding *finding, const char *key) {
    if (!key || !finding->parent)
        return false;
    const char *table = rewrite_table(pool, finding->parent->parent->statement);
    return table && relationship_fits(key, table);
}

struct rewritten advice_statement(struct pool *pool, const struct finding *finding) {
    const struct merged_statement *statement = finding->site->statement;
    struct rewritten rewritten =
        rewrite_for_many(pool, statement, advice_returns_at_most_one_row(finding->site));
    rewritten.by_foreign_key = refers_to_parent(pool, finding, rewritten.key);
    const bool may_join = rewritten.result == REWRITE_ROWS && !rewritten.by_foreign_key;
    const char *joined = may_join ? join(pool, finding) : NULL;
    if (!joined)
        return rewritten;
    return (struct rewritten){.sql = joined, .key = rewritten.key};
}
