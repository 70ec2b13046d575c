/*
 * Three worker processes accept connections from one socket; one query for each request.
 *
 * loopline: databases sqlite postgresql
 */
#include <signal.h>

#include "server.h"

enum { REQUESTS = 300, WORKERS = 3, CLIENTS = 3 };

static void answer(struct database database, int connection, const char *request) {
    char sql[96];
    snprintf(sql, sizeof sql, "select title from posts where id = %d", post_asked_for(request));
    if (database.sqlite) {
        sqlite3_stmt *post;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &post, NULL);
        require(sqlite3_step(post) == SQLITE_ROW, "post");
        dprintf(connection, "200 %s\n", sqlite3_column_text(post, 0));
        sqlite3_finalize(post);
        return;
    }
    PGresult *post = succeeded(PQexec(database.postgresql, sql));
    dprintf(connection, "200 %s\n", PQgetvalue(post, 0, 0));
    PQclear(post);
}

/* Serves until it is told to end by SIGTERM, as servers do. */
static void work(int argc, char **argv, int listener) {
    const struct database database = open_database(argc, argv);
    for (;;) {
        char request[256];
        const int connection = accept(listener, NULL, NULL);
        if (receive_line(connection, request, sizeof request))
            answer(database, connection, request);
        close(connection);
    }
}

int main(int argc, char **argv) {
    in_port_t port;
    pid_t workers[WORKERS], clients[CLIENTS];
    const int listener = listen_on_loopback(&port);
    const struct database database = open_database(argc, argv);
    make_blog(database, REQUESTS);
    close_database(database);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = fork();
        if (workers[i] == 0)
            work(argc, argv, listener);
    }
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = start_client(port, REQUESTS / CLIENTS, false);
    for (int i = 0; i < CLIENTS; i++)
        wait_for_client(clients[i]);
    for (int i = 0; i < WORKERS; i++) {
        kill(workers[i], SIGTERM);
        waitpid(workers[i], NULL, 0);
    }
    return EXIT_SUCCESS;
}
