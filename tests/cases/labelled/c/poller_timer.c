/*
 * A daemon looks for new orders whenever its timer says so, and remembers the last one it saw.
 *
 * loopline: databases sqlite postgresql
 */
#include <sys/timerfd.h>
#include <unistd.h>

#include "support.h"

enum { ROUNDS = 40 };

static int orders_after(struct database database, int last, int *newest) {
    char sql[96];
    int count = 0;
    *newest = last;
    snprintf(sql, sizeof sql, "select id from orders where id > %d order by id limit 2", last);
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        for (; sqlite3_step(rows) == SQLITE_ROW; count++)
            *newest = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(rows); count++)
        *newest = atoi(PQgetvalue(rows, count, 0));
    PQclear(rows);
    return count;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const struct itimerspec every = {{0, 1000000}, {0, 1000000}};
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    int last = 0, seen = 0;
    make_shop(database, 30, 1, 1);
    timerfd_settime(timer, 0, &every, NULL);
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t expirations;
        require(read(timer, &expirations, sizeof expirations) == sizeof expirations, "timer");
        seen += orders_after(database, last, &last);
    }
    require(seen == 30, "30 orders");
    close(timer);
    close_database(database);
    return EXIT_SUCCESS;
}
