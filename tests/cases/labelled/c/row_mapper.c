/*
 * A general function of the program calls a function for each row of a result, and that one asks again.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding customers kind=n+1 n=20 episodes=1 table=customers parent=orders link=customer_id
 * loopline: twin
 * loopline: flags -O0
 */
#include "support.h"

typedef void map_row(struct database database, const char *const *values, void *context);

static void for_each_row(struct database database, const char *sql, const char *parameter, map_row *map,
                         void *context) {
    const char *values[8];
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        if (parameter)
            sqlite3_bind_text(rows, 1, parameter, -1, SQLITE_TRANSIENT);
        while (sqlite3_step(rows) == SQLITE_ROW) { /* header: customers on=sqlite */
            for (int column = 0; column < sqlite3_column_count(rows); column++)
                values[column] = (const char *)sqlite3_column_text(rows, column);
            map(database, values, context); /* loop: customers on=sqlite */
        }
        sqlite3_finalize(rows);
        return;
    }
    PGresult *rows =
        succeeded(PQexecParams(database.postgresql, sql, parameter ? 1 : 0, NULL, &parameter, NULL, NULL, 0));
    for (int row = 0; row < PQntuples(rows); row++) { /* header: customers on=postgresql */
        for (int column = 0; column < PQnfields(rows); column++)
            values[column] = PQgetvalue(rows, row, column);
        map(database, values, context); /* loop: customers on=postgresql */
    }
    PQclear(rows);
}

static void print_customer(struct database database, const char *const *values, void *context) {
    (void)database;
    *(int *)context += printf("  by %s\n", values[0]) > 0;
}

static void print_order(struct database database, const char *const *values, void *context) {
    printf("order %s: %s\n", values[0], values[2]);
    for_each_row(database, "select name from customers where id = $1", values[1], print_customer, context);
}

static void print_joined(struct database database, const char *const *values, void *context) {
    (void)database;
    *(int *)context += printf("order %s by %s\n", values[0], values[1]) > 0;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_shop(database, 20, 1, 1);
    int printed = 0;
    if (wants_fixed(argc, argv))
        for_each_row(database,
                     "select orders.id, name from orders join customers on customers.id = customer_id", NULL,
                     print_joined, &printed);
    else
        for_each_row(database, "select id, customer_id, total from orders", NULL, print_order, &printed);
    require(printed == 20, "20 orders");
    close_database(database);
    return EXIT_SUCCESS;
}
