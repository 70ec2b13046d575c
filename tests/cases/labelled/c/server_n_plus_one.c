/*
 * A server whose every request lists 20 posts with the author of each.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=20 episodes=30 table=authors parent=posts link=author_id
 * loopline: finding authors confidence=confirmed
 * loopline: twin
 * loopline: flags -O3
 */
#include <poll.h>

#include "server.h"

enum { REQUESTS = 30, LISTED = 20 };

static size_t append(char *page, size_t length, size_t size, const char *title, const char *author) {
    return length + (size_t)snprintf(page + length, size - length, "%s by %s; ", title, author);
}

static void list_sqlite(sqlite3 *sqlite, int first, char *page, size_t size) {
    size_t length = 0;
    sqlite3_stmt *posts, *author;
    sqlite3_prepare_v2(sqlite, "select author_id, title from posts where id >= ? limit 20", -1, &posts, NULL);
    sqlite3_prepare_v2(sqlite, "select name from authors where id = ?", -1, &author, NULL);
    sqlite3_bind_int(posts, 1, first);
    while (sqlite3_step(posts) == SQLITE_ROW) {
        sqlite3_bind_int(author, 1, sqlite3_column_int(posts, 0));
        sqlite3_step(author); /* loop: authors on=sqlite */
        length = append(page, length, size, (const char *)sqlite3_column_text(posts, 1),
                        (const char *)sqlite3_column_text(author, 0));
        sqlite3_reset(author);
    }
    sqlite3_finalize(author);
    sqlite3_finalize(posts);
}

static PGresult *ask(PGconn *postgresql, const char *sql, const char *id) {
    return succeeded(PQexecParams(postgresql, sql, 1, NULL, &id, NULL, NULL, 0));
}

static void list_postgresql(PGconn *postgresql, int first, char *page, size_t size) {
    const char *author_of = "select name from authors where id = $1";
    size_t length = 0;
    char text[16];
    snprintf(text, sizeof text, "%d", first);
    PGresult *posts =
        ask(postgresql, "select author_id, title from posts where id >= $1 order by id limit 20", text);
    for (int row = 0; row < PQntuples(posts); row++) {
        PGresult *author =
            ask(postgresql, author_of, PQgetvalue(posts, row, 0)); /* loop: authors on=postgresql */
        length = append(page, length, size, PQgetvalue(posts, row, 1), PQgetvalue(author, 0, 0));
        PQclear(author);
    }
    PQclear(posts);
}

static void list_joined(struct database database, int first, char *page, size_t size) {
    const char *sql =
        "select title, name from posts join authors on authors.id = author_id where posts.id >= $1"
        " order by posts.id limit 20";
    size_t length = 0;
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        sqlite3_bind_int(posts, 1, first);
        while (sqlite3_step(posts) == SQLITE_ROW)
            length = append(page, length, size, (const char *)sqlite3_column_text(posts, 0),
                            (const char *)sqlite3_column_text(posts, 1));
        sqlite3_finalize(posts);
        return;
    }
    char text[16];
    snprintf(text, sizeof text, "%d", first);
    PGresult *posts = ask(database.postgresql, sql, text);
    for (int row = 0; row < PQntuples(posts); row++)
        length = append(page, length, size, PQgetvalue(posts, row, 0), PQgetvalue(posts, row, 1));
    PQclear(posts);
}

static void serve(struct database database, int listener, bool fixed) {
    for (int served = 0; served < REQUESTS; served++) {
        struct pollfd waiting = {.fd = listener, .events = POLLIN};
        char request[256], page[2048] = "";
        poll(&waiting, 1, -1);
        const int connection = accept(listener, NULL, NULL);
        require(receive_line(connection, request, sizeof request), "request");
        if (fixed)
            list_joined(database, post_asked_for(request), page, sizeof page);
        else if (database.sqlite)
            list_sqlite(database.sqlite, post_asked_for(request), page, sizeof page);
        else
            list_postgresql(database.postgresql, post_asked_for(request), page, sizeof page);
        dprintf(connection, "200 %s\n", page);
        close(connection);
    }
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, false);
    const struct database database = open_database(argc, argv);
    make_blog(database, REQUESTS + LISTED);
    serve(database, listener, wants_fixed(argc, argv));
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
