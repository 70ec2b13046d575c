/*
 * Each request reads one post and its author: a parent of one row and its child, 300 times.
 *
 * loopline: databases sqlite postgresql
 */
#include <poll.h>

#include "server.h"

enum { REQUESTS = 300 };

static void answer_sqlite(sqlite3 *sqlite, int connection, int id) {
    sqlite3_stmt *post, *author;
    sqlite3_prepare_v2(sqlite, "select title, author_id from posts where id = ?", -1, &post, NULL);
    sqlite3_bind_int(post, 1, id);
    while (sqlite3_step(post) == SQLITE_ROW) {
        sqlite3_prepare_v2(sqlite, "select name from authors where id = ?", -1, &author, NULL);
        sqlite3_bind_int(author, 1, sqlite3_column_int(post, 1));
        require(sqlite3_step(author) == SQLITE_ROW, "author");
        dprintf(connection, "200 %s by %s\n", sqlite3_column_text(post, 0), sqlite3_column_text(author, 0));
        sqlite3_finalize(author);
    }
    sqlite3_finalize(post);
}

static void answer_postgresql(PGconn *postgresql, int connection, int id) {
    char sql[96];
    snprintf(sql, sizeof sql, "select title, author_id from posts where id = %d", id);
    PGresult *post = succeeded(PQexec(postgresql, sql));
    for (int row = 0; row < PQntuples(post); row++) {
        snprintf(sql, sizeof sql, "select name from authors where id = %s", PQgetvalue(post, row, 1));
        PGresult *author = succeeded(PQexec(postgresql, sql));
        dprintf(connection, "200 %s by %s\n", PQgetvalue(post, row, 0), PQgetvalue(author, 0, 0));
        PQclear(author);
    }
    PQclear(post);
}

static void serve(struct database database, int listener) {
    struct pollfd waiting[2] = {{.fd = listener, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    for (int served = 0; served < REQUESTS;) {
        char request[256];
        poll(waiting, 2, -1);
        if (waiting[0].revents)
            waiting[1].fd = accept(listener, NULL, NULL);
        if (waiting[1].fd < 0 || !waiting[1].revents)
            continue;
        if (!receive_line(waiting[1].fd, request, sizeof request)) {
            close(waiting[1].fd);
            waiting[1].fd = -1;
            continue;
        }
        if (database.sqlite)
            answer_sqlite(database.sqlite, waiting[1].fd, post_asked_for(request));
        else
            answer_postgresql(database.postgresql, waiting[1].fd, post_asked_for(request));
        served++;
    }
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, false);
    const struct database database = open_database(argc, argv);
    make_blog(database, REQUESTS);
    serve(database, listener);
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
