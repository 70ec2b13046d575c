/*
 * Keys are short texts with an apostrophe in each, quoted by the library and put into the statement.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding stock kind=n+1 n=25 episodes=1 table=stock parent=parts link=number
 * loopline: finding stock confidence=confirmed
 * loopline: twin
 * loopline: flags -Os
 */
#include "support.h"

static void make_parts(struct database database) {
    set_up(database, "create table parts (number text primary key, weight integer not null)");
    set_up(database, "create table stock (part text primary key, count integer not null)");
    set_up(database, "insert into parts with recursive n (i) as (select 1 union all select i + 1 from n where"
                     " i < 25) select 'O''Neil ' || (i * 7919), i from n");
    set_up(database, "insert into stock select number, weight from parts");
}

static int count_sqlite(sqlite3 *sqlite) {
    int total = 0;
    sqlite3_stmt *parts, *stock;
    sqlite3_prepare_v2(sqlite, "select weight, number from parts", -1, &parts, NULL);
    while (sqlite3_step(parts) == SQLITE_ROW) {
        char *sql = sqlite3_mprintf("select count from stock where part = %Q", sqlite3_column_text(parts, 1));
        sqlite3_prepare_v2(sqlite, sql, -1, &stock, NULL);
        if (sqlite3_step(stock) == SQLITE_ROW) /* loop: stock on=sqlite */
            total += sqlite3_column_int(stock, 0);
        sqlite3_finalize(stock);
        sqlite3_free(sql);
    }
    sqlite3_finalize(parts);
    return total;
}

static int count_postgresql(PGconn *connection) {
    int total = 0;
    PGresult *parts = succeeded(PQexec(connection, "select weight, number from parts"));
    for (int row = 0; row < PQntuples(parts); row++) {
        char sql[256];
        const char *number = PQgetvalue(parts, row, 1);
        char *quoted = PQescapeLiteral(connection, number, strlen(number));
        snprintf(sql, sizeof sql, "select count from stock where part = %s", quoted);
        PGresult *stock = succeeded(PQexec(connection, sql)); /* loop: stock on=postgresql */
        total += atoi(PQgetvalue(stock, 0, 0));
        PQclear(stock);
        PQfreemem(quoted);
    }
    PQclear(parts);
    return total;
}

/* One statement, with the keys of all rows as an array; SQLite asks the parts itself. */
static int count_at_once(struct database database) {
    int total = 0;
    if (database.sqlite) {
        sqlite3_stmt *stock;
        sqlite3_prepare_v2(database.sqlite,
                           "select count from stock where part in (select number from parts)", -1, &stock,
                           NULL);
        while (sqlite3_step(stock) == SQLITE_ROW)
            total += sqlite3_column_int(stock, 0);
        sqlite3_finalize(stock);
        return total;
    }
    char numbers[1024] = "{";
    PGresult *parts = succeeded(PQexec(database.postgresql, "select weight, number from parts"));
    for (int row = 0; row < PQntuples(parts); row++) {
        strcat(numbers, row ? ",\"" : "\"");
        strcat(strcat(numbers, PQgetvalue(parts, row, 1)), "\"");
    }
    const char *values[] = {strcat(numbers, "}")};
    PGresult *stock =
        succeeded(PQexecParams(database.postgresql, "select count from stock where part = any($1::text[])", 1,
                               NULL, values, NULL, NULL, 0));
    for (int row = 0; row < PQntuples(stock); row++)
        total += atoi(PQgetvalue(stock, row, 0));
    PQclear(stock);
    PQclear(parts);
    return total;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    int total;
    make_parts(database);
    if (wants_fixed(argc, argv))
        total = count_at_once(database);
    else
        total = database.sqlite ? count_sqlite(database.sqlite) : count_postgresql(database.postgresql);
    require(total == 25 * 26 / 2, "all parts");
    close_database(database);
    return EXIT_SUCCESS;
}
