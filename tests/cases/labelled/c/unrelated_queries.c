/*
 * Thirty statements one after the other, without a loop; some read the same table in other rows.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

static struct database database;

static int number(const char *sql) {
    int value = 0;
    if (database.sqlite) {
        sqlite3_stmt *row;
        require(sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL) == SQLITE_OK, sql);
        if (sqlite3_step(row) == SQLITE_ROW)
            value = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return value;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    if (PQntuples(row) > 0)
        value = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return value;
}

static int dashboard(void) {
    int sum = number("select count(*) from customers");
    sum += number("select count(*) from orders");
    sum += number("select count(*) from items");
    sum += number("select max(total) from orders");
    sum += number("select min(total) from orders");
    sum += number("select sum(total) from orders");
    sum += number("select sum(quantity) from items");
    sum += number("select count(*) from items where quantity > 1");
    sum += number("select count(*) from orders where total > 50");
    sum += number("select count(distinct customer_id) from orders");
    sum += number("select count(*) from authors");
    sum += number("select count(*) from posts");
    sum += number("select count(*) from comments");
    sum += number("select count(*) from tags");
    sum += number("select count(*) from countries");
    return sum;
}

/* The same question for six customers, each for a reason of its own. */
static int important_customers(void) {
    const int first = number("select total from orders where customer_id = 1001");
    const int largest = number("select total from orders where customer_id = 1005");
    const int oldest = number("select total from orders where customer_id = 1002");
    int sum = first + largest;
    if (oldest > first)
        sum += number("select total from orders where customer_id = 1007");
    sum += number("select total from orders where customer_id = 1008");
    return sum + number("select total from orders where customer_id = 1010");
}

int main(int argc, char **argv) {
    database = open_database(argc, argv);
    make_blog(database, 10);
    make_shop(database, 10, 1, 3);
    require(dashboard() > 0 && important_customers() > 0, "numbers");
    close_database(database);
    return EXIT_SUCCESS;
}
