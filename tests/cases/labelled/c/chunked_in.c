/*
 * Loads 400 authors' posts by IN lists of 40 ids: what one does where a list would grow too long.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

enum { ORDERS = 400, CHUNK = 40 };

static int items_of(struct database database, const int *orders, int count) {
    char sql[1024];
    int length = snprintf(sql, sizeof sql, "select id, order_id, product from items where order_id in (");
    for (int i = 0; i < count; i++)
        length += snprintf(sql + length, sizeof sql - length, i ? ", %d" : "%d", orders[i]);
    snprintf(sql + length, sizeof sql - length, ") order by id");

    int items = 0;
    if (database.sqlite) {
        sqlite3_stmt *statement;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &statement, NULL);
        while (sqlite3_step(statement) == SQLITE_ROW)
            items++;
        sqlite3_finalize(statement);
        return items;
    }
    PGresult *result = succeeded(PQexec(database.postgresql, sql));
    items = PQntuples(result);
    PQclear(result);
    return items;
}

static int load_orders(struct database database, int *orders) {
    int count = 0;
    const char *sql = "select id from orders order by id";
    if (database.sqlite) {
        sqlite3_stmt *statement;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &statement, NULL);
        while (sqlite3_step(statement) == SQLITE_ROW)
            orders[count++] = sqlite3_column_int(statement, 0);
        sqlite3_finalize(statement);
        return count;
    }
    PGresult *result = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(result); count++)
        orders[count] = atoi(PQgetvalue(result, count, 0));
    PQclear(result);
    return count;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_shop(database, 100, 4, 2);
    int orders[ORDERS], items = 0;
    const int count = load_orders(database, orders);
    for (int first = 0; first < count; first += CHUNK)
        items += items_of(database, orders + first, count - first < CHUNK ? count - first : CHUNK);
    require(items == 2 * ORDERS, "all items");
    close_database(database);
    return EXIT_SUCCESS;
}
