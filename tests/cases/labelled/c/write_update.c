/*
 * Raises each order by an UPDATE of its own. SQLite: outside a transaction, so each is one.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding update kind=write-loop n=30 episodes=1 table=orders parent=orders link=id
 * loopline: finding update confidence=confirmed
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

static void raise_sqlite(sqlite3 *sqlite) {
    int ids[64], totals[64], count = 0;
    sqlite3_stmt *orders, *update;
    sqlite3_prepare_v2(sqlite, "select id, total from orders where total < 1000", -1, &orders, NULL);
    for (; sqlite3_step(orders) == SQLITE_ROW; count++) {
        ids[count] = sqlite3_column_int(orders, 0);
        totals[count] = sqlite3_column_int(orders, 1);
    }
    sqlite3_finalize(orders);

    sqlite3_prepare_v2(sqlite, "update orders set total = ? where id = ?", -1, &update, NULL);
    for (int i = 0; i < count; i++) {
        sqlite3_bind_int(update, 1, totals[i] + 1000);
        sqlite3_bind_int(update, 2, ids[i]);
        require(sqlite3_step(update) == SQLITE_DONE, "update"); /* loop: update on=sqlite */
        sqlite3_reset(update);
    }
    sqlite3_finalize(update);
}

static void raise_postgresql(PGconn *postgresql) {
    PGresult *orders = succeeded(PQexec(postgresql, "select id, total from orders where total < 1000"));
    for (int row = 0; row < PQntuples(orders); row++) {
        char total[16];
        snprintf(total, sizeof total, "%d", atoi(PQgetvalue(orders, row, 1)) + 1000);
        const char *values[] = {total, PQgetvalue(orders, row, 0)};
        const char *sql = "update orders set total = $1 where id = $2";
        PGresult *done =
            PQexecParams(postgresql, sql, 2, 0, values, 0, 0, 0); /* loop: update on=postgresql */
        PQclear(succeeded(done));
    }
    PQclear(orders);
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_shop(database, 10, 3, 1);
    if (wants_fixed(argc, argv))
        set_up(database, "update orders set total = total + 1000 where total < 1000");
    else if (database.sqlite)
        raise_sqlite(database.sqlite);
    else
        raise_postgresql(database.postgresql);
    close_database(database);
    return EXIT_SUCCESS;
}
