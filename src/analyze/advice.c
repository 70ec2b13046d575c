#include "analyze/advice.h"

#include "analyze/rewrite.h"

static struct advice advise_read(struct pool *pool, const struct finding *finding) {
    struct advice advice = {
        .summary = "Collect the values first, fetch the rows of all of them with one statement, and look "
                   "them up in memory inside the loop.",
        .sql = rewrite_read_for_many(pool, finding->site->statement),
    };
    if (finding->parent)
        advice.summary = "Fetch these rows together with the statement that is looped over (a join), or "
                         "with one statement for all its rows before the loop.";
    return advice;
}

static struct advice advise_write(struct pool *pool, const struct finding *finding) {
    const struct run_statement *statement = finding->site->statement;
    const bool sqlite = statement->driver == LOOPLINE_DRIVER_SQLITE;
    switch (statement->statement_class) {
    case SQL_INSERT:
        return (struct advice){
            sqlite ? "Put the loop inside one transaction, or insert several rows with one statement."
                   : "Insert many rows with one statement, or with COPY.",
            rewrite_insert_for_many(pool, statement)};
    case SQL_DELETE:
        return (struct advice){
            sqlite ? "Put the loop inside one transaction, or delete all rows with one statement."
                   : "Delete all rows with one statement.",
            rewrite_delete_for_many(pool, statement)};
    default:
        return (struct advice){
            sqlite ? "Put the loop inside one transaction, or update all rows with one statement."
                   : "Update all rows with one statement: UPDATE ... FROM (VALUES ...), or unnest of arrays.",
            NULL};
    }
}

struct advice advise(struct pool *pool, const struct finding *finding) {
    switch (finding->kind) {
    case FINDING_DUPLICATE:
        return (struct advice){"Run it once before the loop and keep the result.", NULL};
    case FINDING_WRITE_LOOP:
        return advise_write(pool, finding);
    case FINDING_N_PLUS_ONE:
        break;
    }
    return advise_read(pool, finding);
}
