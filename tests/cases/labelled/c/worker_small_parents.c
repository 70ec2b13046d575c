/*
 * Messages come over a socket. Each reads one order with its two items and looks up the stock of each: a
 * parent of two rows, run 100 times, is no N+1 problem.
 *
 * loopline: databases sqlite postgresql
 */
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { MESSAGES = 100 };

static int stock_of(struct database database, const char *product) {
    int count;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, "select count from stock where product = ?", -1, &row, NULL);
        sqlite3_bind_text(row, 1, product, -1, SQLITE_STATIC);
        require(sqlite3_step(row) == SQLITE_ROW, product);
        count = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return count;
    }
    PGresult *row = succeeded(PQexecParams(database.postgresql, "select count from stock where product = $1",
                                           1, NULL, &product, NULL, NULL, 0));
    count = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return count;
}

static int handle_order(struct database database, int order) {
    char sql[96];
    int stock = 0;
    snprintf(sql, sizeof sql, "select product, quantity from items where order_id = %d", order);
    if (database.sqlite) {
        sqlite3_stmt *items;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &items, NULL);
        while (sqlite3_step(items) == SQLITE_ROW)
            stock += stock_of(database, (const char *)sqlite3_column_text(items, 0));
        sqlite3_finalize(items);
        return stock;
    }
    PGresult *items = succeeded(PQexec(database.postgresql, sql));
    for (int row = 0; row < PQntuples(items); row++)
        stock += stock_of(database, PQgetvalue(items, row, 0));
    PQclear(items);
    return stock;
}

static void feed(int socket) {
    for (int i = 0; i < MESSAGES; i++) {
        const int order = 20001 + 41 * i % MESSAGES;
        int answer;
        if (send(socket, &order, sizeof order, 0) != sizeof order ||
            recv(socket, &answer, sizeof answer, 0) <= 0)
            _exit(1);
    }
    _exit(0);
}

int main(int argc, char **argv) {
    int ends[2], order, status, handled = 0;
    require(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0, "socketpair");
    const pid_t feeder = fork();
    if (feeder == 0) {
        close(ends[0]);
        feed(ends[1]);
    }
    close(ends[1]);
    const struct database database = open_database(argc, argv);
    make_shop(database, MESSAGES, 1, 2);
    set_up(database, "create table stock (product text primary key, count integer not null)");
    set_up(database, "insert into stock select product, 3 from items");
    for (; recv(ends[0], &order, sizeof order, 0) == sizeof order; handled++) {
        const int stock = handle_order(database, order);
        require(stock == 6, "stock of two");
        send(ends[0], &stock, sizeof stock, 0);
    }
    require(handled == MESSAGES, "all messages");
    require(waitpid(feeder, &status, 0) == feeder && status == 0, "feeder");
    close_database(database);
    return EXIT_SUCCESS;
}
