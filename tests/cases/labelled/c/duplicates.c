/*
 * The same setting is read anew for each row, with the same parameter.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding settings kind=duplicate n=40 episodes=1 table=settings
 * loopline: twin
 * loopline: flags -O0
 */
#include "support.h"

static int read_setting(struct database database, const char *name) {
    int value;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, "select value from settings where name = ?", -1, &row, NULL);
        sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
        require(sqlite3_step(row) == SQLITE_ROW, name);
        value = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return value;
    }
    PGresult *row = succeeded(PQexecParams(database.postgresql, "select value from settings where name = $1",
                                           1, NULL, &name, NULL, NULL, 0));
    value = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return value;
}

static int price_with_tax(struct database database, int price) {
    return price + price * read_setting(database, "tax") / 100;
}

static int load_totals(struct database database, int *totals) {
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, "select total from orders", -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            totals[count++] = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, "select total from orders"));
    for (; count < PQntuples(rows); count++)
        totals[count] = atoi(PQgetvalue(rows, count, 0));
    PQclear(rows);
    return count;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    const bool fixed = wants_fixed(argc, argv);
    int totals[64];
    long sum = 0;
    make_shop(database, 10, 4, 1);
    set_up(database, "create table settings (name text primary key, value integer not null)");
    set_up(database, "insert into settings values ('tax', 100), ('discount', 3)");
    const int count = load_totals(database, totals);
    const int tax = fixed ? read_setting(database, "tax") : 0;
    for (int i = 0; i < count; i++)
        if (fixed)
            sum += totals[i] + totals[i] * tax / 100;
        else
            sum += price_with_tax(database, totals[i]); /* loop: settings */
    require(count == 40 && sum == 2 * (40 * 10 + 39 * 20), "40 orders");
    close_database(database);
    return EXIT_SUCCESS;
}
