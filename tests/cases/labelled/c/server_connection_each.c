/*
 * The server opens the database anew for each request, sets it up, asks once and closes it.
 *
 * loopline: databases sqlite postgresql
 */
#include "server.h"

enum { REQUESTS = 40 };

static void answer(int argc, char **argv, int client, int id) {
    const struct database database = open_database(argc, argv);
    char sql[96];
    snprintf(sql, sizeof sql, "select title from posts where id = %d", id);
    if (database.sqlite) {
        sqlite3_stmt *post;
        sqlite3_exec(database.sqlite, "pragma foreign_keys = on", NULL, NULL, NULL);
        sqlite3_prepare_v2(database.sqlite, sql, -1, &post, NULL);
        require(sqlite3_step(post) == SQLITE_ROW, "post");
        dprintf(client, "200 %s\n", sqlite3_column_text(post, 0));
        sqlite3_finalize(post);
    } else {
        PQclear(succeeded(PQexec(database.postgresql, "set application_name to 'posts'")));
        PQclear(succeeded(PQexec(database.postgresql, "select set_config('app.post', 'x', false)")));
        PGresult *post = succeeded(PQexec(database.postgresql, sql));
        dprintf(client, "200 %s\n", PQgetvalue(post, 0, 0));
        PQclear(post);
    }
    close_database(database);
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, false);
    const struct database database = open_database(argc, argv);
    make_blog(database, REQUESTS);
    close_database(database);
    for (int served = 0; served < REQUESTS; served++) {
        char request[256];
        const int connection = accept(listener, NULL, NULL);
        require(receive_line(connection, request, sizeof request), "request");
        answer(argc, argv, connection, post_asked_for(request));
        close(connection);
    }
    wait_for_client(client);
    return EXIT_SUCCESS;
}
