#include "statement.h"

#include <string.h>

#include "relationship.h"

bool advice_returns_at_most_one_row(const struct run_site *site) {
    return site->rows <= site->calls;
}

/* Of columns that hold the same values, as small tables have them, the one that is called like the child's.
 */
static bool is_named_after(const char *column, const char *table) {
    return table && relationship_fits(column, table);
}

/* About as many of the parameter's values were found in the column. */
static bool is_rival(const struct run_link *link, const struct finding *finding) {
    const struct provenance_link *best = &finding->links[0];
    return link->parent == finding->parent->parent && link->parameter == best->parameter &&
           strcmp(link->column, best->column) != 0 &&
           link->counts.matched >= best->matched - best->matched / 10;
}

/* The parent's column that the one parameter came from; NULL where values and names leave it open. */
static const char *linked_column(struct pool *pool, const struct finding *finding) {
    const struct run_site *site = finding->site;
    const char *table = rewrite_table(pool, site->statement);
    const char *named = is_named_after(finding->links[0].column, table) ? finding->links[0].column : NULL;
    size_t rivals = 0;
    for (size_t i = 0; i < site->link_count; i++) {
        if (!is_rival(&site->links[i], finding))
            continue;
        rivals++;
        if (!is_named_after(site->links[i].column, table))
            continue;
        if (named)
            return NULL;
        named = site->links[i].column;
    }
    return rivals ? named : finding->links[0].column;
}

/* A join shows each row of the parent once, as long as the child has no more than one for it. */
static const char *join(struct pool *pool, const struct finding *finding) {
    if (!finding->parent || finding->link_count != 1 || !advice_returns_at_most_one_row(finding->site))
        return NULL;
    return rewrite_join(pool, finding->parent->parent->statement, linked_column(pool, finding),
                        finding->site->statement, finding->links[0].parameter);
}

/* posts.author_id, where the parent lists authors: there may be several rows for one of the parent's. */
static bool refers_to_parent(struct pool *pool, const struct finding *finding, const char *key) {
    if (!key || !finding->parent)
        return false;
    const char *table = rewrite_table(pool, finding->parent->parent->statement);
    return table && relationship_fits(key, table);
}

struct rewritten advice_statement(struct pool *pool, const struct finding *finding) {
    const struct run_statement *statement = finding->site->statement;
    const struct rewrite_hints hints = {
        .at_most_one_row = advice_returns_at_most_one_row(finding->site),
        .varying = finding->link_count == 1 ? finding->links[0].parameter : 0,
    };
    struct rewritten rewritten = {0};
    switch (statement->statement_class) {
    case SQL_INSERT:
        rewritten.sql = rewrite_insert_for_many(pool, statement);
        return rewritten;
    case SQL_UPDATE:
        rewritten.sql = rewrite_update_for_many(pool, statement);
        return rewritten;
    case SQL_DELETE:
        rewritten.sql = rewrite_delete_for_many(pool, statement);
        return rewritten;
    default:
        break;
    }
    rewritten = rewrite_read_for_many(pool, statement, &hints);
    rewritten.by_foreign_key = refers_to_parent(pool, finding, rewritten.key);
    const bool may_join = rewritten.result == REWRITE_ROWS && !rewritten.by_foreign_key;
    const char *joined = may_join ? join(pool, finding) : NULL;
    if (joined)
        rewritten.sql = joined;
    return rewritten;
}
