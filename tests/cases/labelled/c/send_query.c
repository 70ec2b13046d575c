/*
 * The asynchronous functions of libpq: PQsendQueryParams, then PQgetResult until there is none.
 *
 * loopline: databases postgresql
 * loopline: finding comments kind=n+1 n=30 episodes=1 table=comments parent=posts link=id
 * loopline: finding comments confidence=confirmed
 * loopline: twin
 */
#include "support.h"

#include <poll.h>

static void wait_for_server(PGconn *connection) {
    while (PQisBusy(connection)) {
        struct pollfd ready = {.fd = PQsocket(connection), .events = POLLIN};
        poll(&ready, 1, -1);
        require(PQconsumeInput(connection), PQerrorMessage(connection));
    }
}

static int count_comments(PGconn *connection, const char *post) {
    int comments = 0;
    require(PQsendQueryParams(connection, "select id, body from comments where post_id = $1::integer", 1,
                              NULL, &post, NULL, NULL, 0),
            PQerrorMessage(connection));
    wait_for_server(connection);
    for (PGresult *result; (result = PQgetResult(connection)); PQclear(result)) {
        comments += PQntuples(succeeded(result));
        wait_for_server(connection);
    }
    return comments;
}

static PGresult *rows_of(PGconn *connection, const char *sql) {
    require(PQsendQuery(connection, sql), PQerrorMessage(connection));
    wait_for_server(connection);
    PGresult *rows = succeeded(PQgetResult(connection));
    require(!PQgetResult(connection), "one result");
    return rows;
}

static int count_all(PGconn *connection) {
    int comments = 0;
    PGresult *posts = rows_of(connection, "select id from posts where title like 'Letter %' order by id");
    const int count = PQntuples(posts);
    for (int row = 0; row < count; row++)
        comments += count_comments(connection, PQgetvalue(posts, row, 0)); /* loop: comments */
    PQclear(posts);
    return comments;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    make_blog(database, 30);
    int comments;
    if (wants_fixed(argc, argv)) {
        PGresult *all =
            rows_of(connection, "select posts.id, body from posts join comments on post_id = posts.id");
        comments = PQntuples(all);
        PQclear(all);
    } else {
        comments = count_all(connection);
    }
    require(comments == 90, "90 comments");
    close_database(database);
    return EXIT_SUCCESS;
}
