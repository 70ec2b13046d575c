/*
 * One loop calls a helper from two branches: one finding, and either line is right.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding customers kind=n+1 n=48 episodes=1 table=customers parent=orders link=customer_id
 * loopline: twin
 */
#include "support.h"

static void print_letter(struct database database, const char *kind, const char *customer) {
    if (database.sqlite) {
        sqlite3_stmt *name;
        char sql[96];
        snprintf(sql, sizeof sql, "select name from customers where id = %s", customer);
        sqlite3_prepare_v2(database.sqlite, sql, -1, &name, NULL);
        require(sqlite3_step(name) == SQLITE_ROW, "customer");
        printf("%s: %s\n", kind, sqlite3_column_text(name, 0));
        sqlite3_finalize(name);
        return;
    }
    PGresult *name = succeeded(PQexecParams(database.postgresql, "select name from customers where id = $1",
                                            1, NULL, &customer, NULL, NULL, 0));
    printf("%s: %s\n", kind, PQgetvalue(name, 0, 0));
    PQclear(name);
}

static void print_letters(struct database database, char orders[][2][16], int count) {
    for (int i = 0; i < count; i++) {
        const int total = atoi(orders[i][1]);
        if (total % 2) {
            printf("order of %d: ", total);
            print_letter(database, "reminder", orders[i][0]); /* loop: customers */
        } else {
            printf("order of %d, ", total);
            print_letter(database, "thanks", orders[i][0]); /* loop: customers */
        }
    }
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    const char *sql = "select customer_id, total from orders order by id";
    char orders[64][2][16];
    int count = 0;
    make_shop(database, 48, 1, 1);
    if (wants_fixed(argc, argv)) {
        require(count_rows(database,
                           "select total, name from orders join customers on customers.id = customer_id") ==
                    48,
                "48 orders");
        close_database(database);
        return EXIT_SUCCESS;
    }
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        for (; sqlite3_step(rows) == SQLITE_ROW; count++)
            for (int column = 0; column < 2; column++)
                snprintf(orders[count][column], 16, "%s", sqlite3_column_text(rows, column));
        sqlite3_finalize(rows);
    } else {
        PGresult *rows = succeeded(PQexec(database.postgresql, sql));
        for (; count < PQntuples(rows); count++)
            for (int column = 0; column < 2; column++)
                snprintf(orders[count][column], 16, "%s", PQgetvalue(rows, count, column));
        PQclear(rows);
    }
    require(count == 48, "48 orders");
    print_letters(database, orders, count);
    close_database(database);
    return EXIT_SUCCESS;
}
