/*
 * All rows of the parent go into an array first; the loop over the array comes later, in another function.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding customers kind=n+1 n=60 episodes=1 table=customers parent=orders link=customer_id
 * loopline: finding customers confidence=confirmed
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

struct order {
    long id, customer, total;
    char customer_name[48];
};

static size_t load_orders(struct database database, struct order **orders) {
    static const char sql[] = "select id, customer_id, total from orders order by total desc, id";
    size_t count = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        *orders = calloc(60, sizeof **orders);
        sqlite3_prepare_v3(database.sqlite, sql, sizeof sql, 0, &rows, NULL);
        for (; sqlite3_step(rows) == SQLITE_ROW; count++)
            (*orders)[count] = (struct order){sqlite3_column_int64(rows, 0), sqlite3_column_int64(rows, 1),
                                              sqlite3_column_int64(rows, 2), ""};
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexecParams(database.postgresql, sql, 0, NULL, NULL, NULL, NULL, 0));
    *orders = calloc((size_t)PQntuples(rows), sizeof **orders);
    for (; count < (size_t)PQntuples(rows); count++)
        (*orders)[count] =
            (struct order){atol(PQgetvalue(rows, (int)count, 0)), atol(PQgetvalue(rows, (int)count, 1)),
                           atol(PQgetvalue(rows, (int)count, 2)), ""};
    PQclear(rows);
    return count;
}

static void find_name_sqlite(sqlite3 *sqlite, struct order *order) {
    sqlite3_stmt *name;
    sqlite3_prepare_v2(sqlite, "select name from customers where id = ?", -1, &name, NULL);
    sqlite3_bind_int64(name, 1, order->customer);
    if (sqlite3_step(name) == SQLITE_ROW)
        snprintf(order->customer_name, sizeof order->customer_name, "%s", sqlite3_column_text(name, 0));
    sqlite3_finalize(name);
}

static void find_name_postgresql(PGconn *connection, struct order *order) {
    char sql[96];
    snprintf(sql, sizeof sql, "select name from customers where id = %ld", order->customer);
    PGresult *name = succeeded(PQexec(connection, sql));
    snprintf(order->customer_name, sizeof order->customer_name, "%s", PQgetvalue(name, 0, 0));
    PQclear(name);
}

static void find_names(struct database database, struct order *orders, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (database.sqlite)
            find_name_sqlite(database.sqlite, &orders[i]); /* loop: customers on=sqlite */
        else
            find_name_postgresql(database.postgresql, &orders[i]); /* loop: customers on=postgresql */
}

/* All customers are read once; they are few. */
static void find_names_at_once(struct database database, struct order *orders, size_t count) {
    char names[12][48];
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, "select id, name from customers", -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            snprintf(names[sqlite3_column_int(rows, 0) - 1001], 48, "%s", sqlite3_column_text(rows, 1));
        sqlite3_finalize(rows);
    } else {
        PGresult *rows = succeeded(PQexec(database.postgresql, "select id, name from customers"));
        for (int row = 0; row < PQntuples(rows); row++)
            snprintf(names[atoi(PQgetvalue(rows, row, 0)) - 1001], 48, "%s", PQgetvalue(rows, row, 1));
        PQclear(rows);
    }
    for (size_t i = 0; i < count; i++)
        memcpy(orders[i].customer_name, names[orders[i].customer - 1001], 48);
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    struct order *orders;
    make_shop(database, 12, 5, 1);
    const size_t count = load_orders(database, &orders);
    require(count == 60, "60 orders");
    if (wants_fixed(argc, argv))
        find_names_at_once(database, orders, count);
    else
        find_names(database, orders, count);
    for (size_t i = 0; i < count; i++)
        require(strncmp(orders[i].customer_name, "Customer ", 9) == 0, "a name for each");
    free(orders);
    close_database(database);
    return EXIT_SUCCESS;
}
