/*
 * Each request counts one visit, in a transaction: a write per request is no loop over rows.
 *
 * loopline: databases sqlite postgresql
 */
#include <sys/select.h>

#include "server.h"

enum { REQUESTS = 200 };

static void execute(struct database database, const char *sql) {
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

static void count_visit(struct database database, int post) {
    char sql[96];
    execute(database, "begin");
    snprintf(sql, sizeof sql, "insert into visits (post) values (%d)", post);
    execute(database, sql);
    snprintf(sql, sizeof sql, "update posts set title = title || '+' where id = %d", post);
    execute(database, sql);
    execute(database, "commit");
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, true);
    const struct database database = open_database(argc, argv);
    make_blog(database, REQUESTS);
    set_up(database, "create table visits (post integer not null)");
    const int connection = accept(listener, NULL, NULL);
    for (int served = 0; served < REQUESTS; served++) {
        char request[256];
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(connection, &readable);
        select(connection + 1, &readable, NULL, NULL, NULL);
        require(receive_line(connection, request, sizeof request), "request");
        count_visit(database, post_asked_for(request));
        dprintf(connection, "200 counted\n");
    }
    wait_for_client(client);
    close(connection);
    close_database(database);
    return EXIT_SUCCESS;
}
