/*
 * Customers, the orders of each, the items of each order: statements prepared and finalized per row.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding orders kind=n+1 n=10 episodes=1 table=orders parent=customers link=id
 * loopline: finding items kind=n+1 n=6 episodes=10 table=items parent=orders link=id nested=orders
 * loopline: twin
 */
#include "support.h"

enum { CUSTOMERS = 10, ORDERS_EACH = 6, ITEMS_EACH = 3 };

static int items_of_order_sqlite(sqlite3 *sqlite, sqlite3_int64 order) {
    sqlite3_stmt *items;
    int quantity = 0;
    sqlite3_prepare_v2(sqlite, "select product, quantity from items where order_id = ?1", -1, &items, NULL);
    sqlite3_bind_int64(items, 1, order);
    while (sqlite3_step(items) == SQLITE_ROW)
        quantity += sqlite3_column_int(items, 1);
    sqlite3_finalize(items);
    return quantity;
}

static int orders_of_customer_sqlite(sqlite3 *sqlite, sqlite3_int64 customer) {
    sqlite3_stmt *orders;
    int quantity = 0;
    sqlite3_prepare_v2(sqlite, "select id, total from orders where customer_id = ?1 order by id", -1, &orders,
                       NULL);
    sqlite3_bind_int64(orders, 1, customer);
    while (sqlite3_step(orders) == SQLITE_ROW) {
        const sqlite3_int64 order = sqlite3_column_int64(orders, 0);
        quantity += items_of_order_sqlite(sqlite, order); /* loop: items on=sqlite */
    }
    sqlite3_finalize(orders);
    return quantity;
}

static int report_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *customers;
    int quantity = 0;
    sqlite3_prepare_v2(sqlite, "select id, name from customers order by name", -1, &customers, NULL);
    while (sqlite3_step(customers) == SQLITE_ROW) {
        const sqlite3_int64 customer = sqlite3_column_int64(customers, 0);
        quantity += orders_of_customer_sqlite(sqlite, customer); /* loop: orders on=sqlite */
    }
    sqlite3_finalize(customers);
    return quantity;
}

static PGresult *query(PGconn *postgresql, const char *sql, const char *id) {
    return succeeded(PQexecParams(postgresql, sql, 1, NULL, &id, NULL, NULL, 0));
}

static int report_postgresql(PGconn *postgresql) {
    const char *orders_of = "select id, total from orders where customer_id = $1";
    const char *items_of = "select product, quantity from items where order_id = $1";
    int quantity = 0;
    PGresult *customers = succeeded(PQexec(postgresql, "select id, name from customers order by name"));
    for (int i = 0; i < PQntuples(customers); i++) {
        const char *customer = PQgetvalue(customers, i, 0);
        PGresult *orders = query(postgresql, orders_of, customer); /* loop: orders on=postgresql */
        for (int j = 0; j < PQntuples(orders); j++) {
            const char *order = PQgetvalue(orders, j, 0);
            PGresult *items = query(postgresql, items_of, order); /* loop: items on=postgresql */
            for (int k = 0; k < PQntuples(items); k++)
                quantity += atoi(PQgetvalue(items, k, 1));
            PQclear(items);
        }
        PQclear(orders);
    }
    PQclear(customers);
    return quantity;
}

static const char JOINED[] = "select customers.id, orders.id, items.quantity from customers join orders on "
                             "orders.customer_id = customers.id"
                             " join items on items.order_id = orders.id order by customers.name, orders.id";

static int report_joined(struct database database) {
    int quantity = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, JOINED, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            quantity += sqlite3_column_int(rows, 2);
        sqlite3_finalize(rows);
        return quantity;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, JOINED));
    for (int row = 0; row < PQntuples(rows); row++)
        quantity += atoi(PQgetvalue(rows, row, 2));
    PQclear(rows);
    return quantity;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_shop(database, CUSTOMERS, ORDERS_EACH, ITEMS_EACH);
    int quantity;
    if (wants_fixed(argc, argv))
        quantity = report_joined(database);
    else
        quantity = database.sqlite ? report_sqlite(database.sqlite) : report_postgresql(database.postgresql);
    require(quantity == CUSTOMERS * ORDERS_EACH * ITEMS_EACH * 2, "all items counted");
    close_database(database);
    return EXIT_SUCCESS;
}
