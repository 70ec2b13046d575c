/*
 * Most requests show one post with its author; every tenth lists 20 posts, with a query for the author of
 * each.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=20 episodes=10 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include <poll.h>

#include "server.h"

enum { REQUESTS = 100, LISTED = 20 };

static int author_name_length(struct database database, int id) {
    const char *sql = "select length(name) from authors where id = $1";
    int length;
    if (database.sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &author, NULL);
        sqlite3_bind_int(author, 1, id);
        require(sqlite3_step(author) == SQLITE_ROW, sql);
        length = sqlite3_column_int(author, 0);
        sqlite3_finalize(author);
        return length;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *author = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, values, NULL, NULL, 0));
    length = atoi(PQgetvalue(author, 0, 0));
    PQclear(author);
    return length;
}

/* The authors of the posts that a condition on their id chooses. */
static int load_authors(struct database database, const char *condition, int id, int *authors) {
    char sql[160];
    int count = 0;
    snprintf(sql, sizeof sql, "select author_id, title from posts where id %s %d order by id limit 20",
             condition, id);
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            authors[count++] = sqlite3_column_int(posts, 0);
        sqlite3_finalize(posts);
        return count;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(posts); count++)
        authors[count] = atoi(PQgetvalue(posts, count, 0));
    PQclear(posts);
    return count;
}

static int show_post(struct database database, int id) {
    int author;
    require(load_authors(database, "=", id, &author) == 1, "post");
    return author_name_length(database, author);
}

static int list_posts(struct database database, int first) {
    int authors[LISTED], length = 0;
    const int count = load_authors(database, ">=", first, authors);
    for (int i = 0; i < count; i++)
        length += author_name_length(database, authors[i]); /* loop: authors */
    return length;
}

static int list_posts_joined(struct database database, int first) {
    char sql[160];
    snprintf(sql, sizeof sql,
             "select name from posts join authors on authors.id = author_id where posts.id >= %d limit 20",
             first);
    return count_rows(database, sql);
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, false);
    const struct database database = open_database(argc, argv);
    make_blog(database, REQUESTS + LISTED);
    for (int served = 0; served < REQUESTS; served++) {
        struct pollfd waiting = {.fd = listener, .events = POLLIN};
        char request[256];
        int length;
        poll(&waiting, 1, -1);
        const int connection = accept(listener, NULL, NULL);
        require(receive_line(connection, request, sizeof request), "request");
        const int id = post_asked_for(request);
        if (id % 10 != 0)
            length = show_post(database, id);
        else if (wants_fixed(argc, argv))
            length = list_posts_joined(database, id);
        else
            length = list_posts(database, id);
        dprintf(connection, "200 %d\n", length);
        close(connection);
    }
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
