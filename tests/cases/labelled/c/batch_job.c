/*
 * A job takes 50 orders at a time, works on them and marks them as done together: two statements a batch, the
 * second with the keys of the first.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

enum { BATCH = 50 };

struct batch {
    int count, orders[BATCH];
};

static struct batch next_batch(struct database database) {
    const char *sql = "select id, total from orders where total < 10000 order by id limit 50";
    struct batch batch = {0};
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            batch.orders[batch.count++] = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
        return batch;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (; batch.count < PQntuples(rows); batch.count++)
        batch.orders[batch.count] = atoi(PQgetvalue(rows, batch.count, 0));
    PQclear(rows);
    return batch;
}

static void mark_done(struct database database, const struct batch *batch) {
    char sql[1024] = "update orders set total = total + 10000 where id in (";
    for (int i = 0; i < batch->count; i++)
        snprintf(sql + strlen(sql), 16, i ? ", %d" : "%d", batch->orders[i]);
    strcat(sql, ")");
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int done = 0;
    make_shop(database, 100, 5, 1);
    for (struct batch batch; (batch = next_batch(database)).count > 0; done += batch.count)
        mark_done(database, &batch);
    require(done == 500, "500 orders");
    close_database(database);
    return EXIT_SUCCESS;
}
