/*
 * A report is made three times, each time over other rows: one finding, three episodes.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding items kind=n+1 n=10 episodes=3 table=items parent=orders link=id
 * loopline: twin
 */
#include "support.h"

static int items_of_order(struct database database, const char *order) {
    int count;
    char sql[96];
    snprintf(sql, sizeof sql, "select sum(quantity) from items where order_id = %s", order);
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        count = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return count;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    count = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return count;
}

static int report(struct database database, int customer) {
    char sql[96];
    int count = 0;
    snprintf(sql, sizeof sql, "select id from orders where customer_id = %d", customer);
    if (database.sqlite) {
        sqlite3_stmt *orders;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &orders, NULL);
        while (sqlite3_step(orders) == SQLITE_ROW) {
            const char *order = (const char *)sqlite3_column_text(orders, 0);
            count += items_of_order(database, order); /* loop: items on=sqlite */
        }
        sqlite3_finalize(orders);
        return count;
    }
    PGresult *orders = succeeded(PQexec(database.postgresql, sql));
    for (int row = 0; row < PQntuples(orders); row++)
        count += items_of_order(database, PQgetvalue(orders, row, 0)); /* loop: items on=postgresql */
    PQclear(orders);
    return count;
}

static int report_summed(struct database database, int customer) {
    char sql[160];
    int count;
    snprintf(sql, sizeof sql,
             "select sum(quantity) from orders join items on order_id = orders.id where customer_id = %d",
             customer);
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        count = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return count;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    count = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return count;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int (*const reported)(struct database, int) = wants_fixed(argc, argv) ? report_summed : report;
    make_shop(database, 5, 10, 3);
    const int smallest = reported(database, 1001);
    const int largest = reported(database, 1005);
    const int newest = reported(database, 1003);
    require(smallest + largest + newest == 3 * 10 * 6, "items of three customers");
    close_database(database);
    return EXIT_SUCCESS;
}
