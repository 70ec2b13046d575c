/*
 * Every request reports on all customers: their orders, and the items of each order.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding orders kind=n+1 n=6 episodes=15 table=orders parent=customers link=id
 * loopline: finding items kind=n+1 n=5 episodes=90 table=items parent=orders link=id nested=orders
 * loopline: twin
 */
#include "server.h"

enum { REQUESTS = 15, CUSTOMERS = 6, ORDERS_EACH = 5 };

struct keys {
    int count;
    char text[16][16];
};

static struct keys load_keys(struct database database, const char *sql, const char *parameter) {
    struct keys keys = {0};
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        sqlite3_bind_text(rows, 1, parameter, -1, SQLITE_STATIC);
        while (sqlite3_step(rows) == SQLITE_ROW)
            snprintf(keys.text[keys.count++], 16, "%s", sqlite3_column_text(rows, 0));
        sqlite3_finalize(rows);
        return keys;
    }
    PGresult *rows = succeeded(
        PQexecParams(database.postgresql, sql, strchr(sql, '$') ? 1 : 0, NULL, &parameter, NULL, NULL, 0));
    for (; keys.count < PQntuples(rows); keys.count++)
        snprintf(keys.text[keys.count], 16, "%s", PQgetvalue(rows, keys.count, 0));
    PQclear(rows);
    return keys;
}

static int items_of_customer(struct database database, const char *customer) {
    const char *items_of = "select id, product from items where order_id = $1";
    const struct keys orders =
        load_keys(database, "select id, total from orders where customer_id = $1 order by id", customer);
    int items = 0;
    for (int i = 0; i < orders.count; i++)
        items += load_keys(database, items_of, orders.text[i]).count; /* loop: items */
    return items;
}

static int report(struct database database) {
    const struct keys customers = load_keys(database, "select id, name from customers", NULL);
    int items = 0;
    for (int i = 0; i < customers.count; i++)
        items += items_of_customer(database, customers.text[i]); /* loop: orders */
    return items;
}

static int report_joined(struct database database) {
    return count_rows(database,
                      "select customers.name, orders.id, items.product from customers"
                      " join orders on customer_id = customers.id join items on order_id = orders.id");
}

int main(int argc, char **argv) {
    int (*const make_report)(struct database) = wants_fixed(argc, argv) ? report_joined : report;
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, true);
    const struct database database = open_database(argc, argv);
    char request[256];
    make_shop(database, CUSTOMERS, ORDERS_EACH, 2);
    const int connection = accept(listener, NULL, NULL);
    while (receive_line(connection, request, sizeof request)) {
        const int items = make_report(database);
        require(items == CUSTOMERS * ORDERS_EACH * 2, "all items");
        dprintf(connection, "200 %d\n", items);
    }
    close(connection);
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
