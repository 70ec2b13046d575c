/*
 * Stock is counted up by an upsert for each item; in PostgreSQL within a transaction, which does not save the
 * round trips.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding upsert kind=write-loop n=40 episodes=1 table=stock parent=items link=product
 * loopline: twin
 */
#include "support.h"

static const char UPSERT[] = "insert into stock (product, count) values ($1, 1)"
                             " on conflict (product) do update set count = stock.count + 1";

static void count_sqlite(sqlite3 *sqlite) {
    char **items;
    int rows, columns;
    sqlite3_get_table(sqlite, "select product, quantity from items", &items, &rows, &columns, NULL);
    for (int row = 1; row <= rows; row++) {
        sqlite3_stmt *upsert;
        sqlite3_prepare_v2(sqlite, UPSERT, -1, &upsert, NULL);
        sqlite3_bind_text(upsert, 1, items[row * columns], -1, SQLITE_STATIC);
        require(sqlite3_step(upsert) == SQLITE_DONE, "upsert"); /* loop: upsert on=sqlite */
        sqlite3_finalize(upsert);
    }
    sqlite3_free_table(items);
}

static void count_postgresql(PGconn *connection) {
    PQclear(succeeded(PQexec(connection, "begin")));
    PGresult *items = succeeded(PQexec(connection, "select product, quantity from items"));
    for (int row = 0; row < PQntuples(items); row++) {
        const char *product = PQgetvalue(items, row, 0);
        PGresult *done =
            PQexecParams(connection, UPSERT, 1, 0, &product, 0, 0, 0); /* loop: upsert on=postgresql */
        PQclear(succeeded(done));
    }
    PQclear(items);
    PQclear(succeeded(PQexec(connection, "commit")));
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    make_shop(database, 10, 4, 1);
    set_up(database, "create table stock (product text primary key, count integer not null)");
    if (wants_fixed(argc, argv))
        set_up(database, "insert into stock (product, count) select product, 1 from items where true"
                         " on conflict (product) do update set count = stock.count + 1");
    else if (database.sqlite)
        count_sqlite(database.sqlite);
    else
        count_postgresql(database.postgresql);
    require(count_rows(database, "select * from stock") == 40, "40 products");
    close_database(database);
    return EXIT_SUCCESS;
}
