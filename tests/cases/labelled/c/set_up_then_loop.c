/*
 * Several things are read before a loop that asks for nothing.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

static int number(struct database database, const char *sql, const char *key) {
    int value;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        sqlite3_bind_text(row, 1, key, -1, SQLITE_STATIC);
        require(sqlite3_step(row) == SQLITE_ROW, key);
        value = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return value;
    }
    PGresult *row = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, &key, NULL, NULL, 0));
    value = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return value;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const char *setting = "select value from settings where name = $1";
    make_shop(database, 10, 3, 1);
    set_up(database, "create table settings (name text primary key, value integer not null)");
    set_up(database,
           "insert into settings values ('tax', 20), ('discount', 3), ('shipping', 5), ('limit', 99),"
           " ('rounding', 1), ('currency', 978)");
    const int tax = number(database, setting, "tax");
    const int discount = number(database, setting, "discount");
    const int shipping = number(database, setting, "shipping");
    const int limit = number(database, setting, "limit");
    const int rounding = number(database, setting, "rounding");
    const int currency = number(database, setting, "currency");

    long sum = 0;
    PGresult *orders = NULL;
    char **table = NULL;
    int rows, columns;
    if (database.sqlite) {
        sqlite3_get_table(database.sqlite, "select total from orders", &table, &rows, &columns, NULL);
    } else {
        orders = succeeded(PQexec(database.postgresql, "select total from orders"));
        rows = PQntuples(orders);
    }
    for (int row = 0; row < rows; row++) {
        const int total = atoi(table ? table[1 + row] : PQgetvalue(orders, row, 0));
        const int price = (total + total * tax / 100 - discount + shipping) / rounding;
        sum += price < limit ? price : limit;
    }
    require(sum > 0 && currency == 978, "prices");
    if (table)
        sqlite3_free_table(table);
    PQclear(orders);
    close_database(database);
    return EXIT_SUCCESS;
}
