/*
 * Each row is changed in a transaction of its own, though one statement could change all.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding close kind=write-loop n=25 episodes=1 table=orders parent=orders link=id
 * loopline: twin
 */
#include "support.h"

static void execute(struct database database, const char *sql) {
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

static void close_order(struct database database, int id) {
    char sql[96];
    execute(database, "begin");
    snprintf(sql, sizeof sql, "update orders set total = 0 where id = %d", id);
    execute(database, sql);
    execute(database, "commit");
}

static int open_orders(struct database database, int *ids) {
    const char *sql = "select id from orders where total > 0";
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            ids[count++] = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(rows); count++)
        ids[count] = atoi(PQgetvalue(rows, count, 0));
    PQclear(rows);
    return count;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    int ids[32];
    make_shop(database, 5, 5, 1);
    if (wants_fixed(argc, argv)) {
        execute(database, "update orders set total = 0 where total > 0");
        close_database(database);
        return EXIT_SUCCESS;
    }
    const int count = open_orders(database, ids);
    require(count == 25, "25 orders");
    for (int i = 0; i < count; i++)
        close_order(database, ids[i]); /* loop: close */
    close_database(database);
    return EXIT_SUCCESS;
}
