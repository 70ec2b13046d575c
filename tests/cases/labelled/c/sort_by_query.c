/*
 * qsort with a comparison that asks the database for both sides. The loop is qsort's; its caller's line and
 * the queries in the comparison are all right. How often it compares is qsort's business.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding customers kind=n+1 table=customers parent=orders link=customer_id
 * loopline: twin
 */
#include "support.h"

static struct database database;

static int customer_number(int customer) {
    const char *sql = "select substr(name, 10) from customers where id = $1";
    int number;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        sqlite3_bind_int(row, 1, customer);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        number = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return number;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", customer);
    PGresult *row = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, values, NULL, NULL, 0));
    number = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return number;
}

static int compare_customers(const void *left, const void *right) {
    const int left_number = customer_number(*(const int *)left);   /* loop: customers */
    const int right_number = customer_number(*(const int *)right); /* loop: customers */
    return (left_number > right_number) - (left_number < right_number);
}

int main(int argc, char **argv) {
    int customers[24], count = 0;
    const char *sql = "select customer_id from orders order by total % 7, id";
    database = open_database(argc, argv);
    make_shop(database, 24, 1, 1);
    if (wants_fixed(argc, argv)) {
        require(count_rows(database,
                           "select orders.id, name from orders join customers on customers.id = customer_id"
                           " order by name") == 24,
                "24 orders");
        close_database(database);
        return EXIT_SUCCESS;
    }
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            customers[count++] = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
    } else {
        PGresult *rows = succeeded(PQexec(database.postgresql, sql));
        for (; count < PQntuples(rows); count++)
            customers[count] = atoi(PQgetvalue(rows, count, 0));
        PQclear(rows);
    }
    qsort(customers, (size_t)count, sizeof *customers, compare_customers); /* loop: customers */
    for (int i = 0; i < count; i++)
        require(customers[i] == 1001 + i, "sorted");
    close_database(database);
    return EXIT_SUCCESS;
}
