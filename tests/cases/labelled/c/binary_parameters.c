/*
 * Binary results and binary parameters of PQexecParams: the parents' ids come as int4 and go out as int8, as
 * a program does that keeps all ids in 64 bits.
 *
 * loopline: databases postgresql
 * loopline: finding items kind=n+1 n=24 episodes=1 table=items parent=orders link=id
 * loopline: finding items confidence=confirmed
 * loopline: twin
 */
#include "support.h"

#include <arpa/inet.h>
#include <endian.h>

enum { INT8_TYPE = 20, BINARY = 1 };

static int64_t int4_of(const PGresult *result, int row, int column) {
    uint32_t network;
    memcpy(&network, PQgetvalue(result, row, column), sizeof network);
    return (int32_t)ntohl(network);
}

static int64_t quantity_of_order(PGconn *connection, int64_t order) {
    const uint64_t network = htobe64((uint64_t)order);
    const char *values[] = {(const char *)&network};
    const int lengths[] = {sizeof network}, formats[] = {BINARY};
    const Oid types[] = {INT8_TYPE};
    int64_t quantity = 0;
    PGresult *items = succeeded(PQexecParams(connection, "select quantity from items where order_id = $1", 1,
                                             types, values, lengths, formats, BINARY));
    for (int row = 0; row < PQntuples(items); row++)
        quantity += int4_of(items, row, 0);
    PQclear(items);
    return quantity;
}

static int64_t quantity_of_all(PGconn *connection) {
    int64_t quantity = 0;
    PGresult *orders = succeeded(PQexecParams(connection, "select id from orders order by total desc", 0,
                                              NULL, NULL, NULL, NULL, BINARY));
    for (int row = 0; row < PQntuples(orders); row++)
        quantity += quantity_of_order(connection, int4_of(orders, row, 0)); /* loop: items */
    PQclear(orders);
    return quantity;
}

static int64_t quantity_joined(PGconn *connection) {
    int64_t quantity = 0;
    PGresult *items =
        succeeded(PQexecParams(connection, "select quantity from orders join items on order_id = orders.id",
                               0, NULL, NULL, NULL, NULL, BINARY));
    for (int row = 0; row < PQntuples(items); row++)
        quantity += int4_of(items, row, 0);
    PQclear(items);
    return quantity;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_shop(database, 8, 3, 3);
    PGconn *connection = database.postgresql;
    const int64_t quantity =
        wants_fixed(argc, argv) ? quantity_joined(connection) : quantity_of_all(connection);
    require(quantity == 24 * 3 * 2, "all items");
    close_database(database);
    return EXIT_SUCCESS;
}
