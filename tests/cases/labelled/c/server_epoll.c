/*
 * One thread serves several connections that are kept alive, by epoll: 1,000 requests of one query each.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "one per request or message"
 */
#include <sys/epoll.h>

#include "server.h"

enum { REQUESTS = 1000, CLIENTS = 4 };

static sqlite3_stmt *prepared;

static void answer_sqlite(int connection, int id) {
    sqlite3_bind_int(prepared, 1, id);
    require(sqlite3_step(prepared) == SQLITE_ROW, "post");
    dprintf(connection, "200 %s\n", sqlite3_column_text(prepared, 0));
    sqlite3_reset(prepared);
}

static void answer_postgresql(PGconn *postgresql, int connection, int id) {
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *post = succeeded(PQexecPrepared(postgresql, "post", 1, values, NULL, NULL, 0));
    dprintf(connection, "200 %s\n", PQgetvalue(post, 0, 0));
    PQclear(post);
}

/* Returns whether there was one. */
static bool serve_request(struct database database, int connection) {
    char request[256];
    if (!receive_line(connection, request, sizeof request))
        return false;
    if (database.sqlite)
        answer_sqlite(connection, post_asked_for(request));
    else
        answer_postgresql(database.postgresql, connection, post_asked_for(request));
    return true;
}

static void watch(int events, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = descriptor}};
    require(epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event) == 0, "epoll_ctl");
}

static void serve(struct database database, int listener) {
    const int events = epoll_create1(0);
    watch(events, listener);
    for (int served = 0; served < REQUESTS;) {
        struct epoll_event ready[8];
        const int count = epoll_wait(events, ready, 8, -1);
        for (int i = 0; i < count; i++) {
            const int descriptor = ready[i].data.fd;
            if (descriptor == listener)
                watch(events, accept(listener, NULL, NULL));
            else if (serve_request(database, descriptor))
                served++;
            else
                close(descriptor);
        }
    }
    close(events);
}

int main(int argc, char **argv) {
    in_port_t port;
    pid_t clients[CLIENTS];
    const int listener = listen_on_loopback(&port);
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = start_client(port, REQUESTS / CLIENTS, true);

    const struct database database = open_database(argc, argv);
    const char *sql = "select title from posts where id = $1";
    make_blog(database, REQUESTS);
    if (database.sqlite)
        sqlite3_prepare_v2(database.sqlite, sql, -1, &prepared, NULL);
    else
        PQclear(succeeded(PQprepare(database.postgresql, "post", sql, 1, NULL)));
    serve(database, listener);
    for (int i = 0; i < CLIENTS; i++)
        wait_for_client(clients[i]);
    sqlite3_finalize(prepared);
    close_database(database);
    return EXIT_SUCCESS;
}
