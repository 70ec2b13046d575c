/*
 * Three worker processes; each request asks for the author of each of 15 posts. One finding over all workers.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=15 episodes=30 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include <signal.h>

#include "server.h"

enum { REQUESTS = 30, WORKERS = 3, CLIENTS = 3 };

static int author_name_length(struct database database, const char *id) {
    const char *sql = "select length(name) from authors where id = $1";
    int length;
    if (database.sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &author, NULL);
        sqlite3_bind_text(author, 1, id, -1, SQLITE_TRANSIENT);
        sqlite3_step(author);
        length = sqlite3_column_int(author, 0);
        sqlite3_finalize(author);
        return length;
    }
    PGresult *author = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, &id, NULL, NULL, 0));
    length = atoi(PQgetvalue(author, 0, 0));
    PQclear(author);
    return length;
}

static int answer(struct database database, int first) {
    char sql[128];
    int length = 0;
    snprintf(sql, sizeof sql, "select author_id from posts where id >= %d order by id limit 15", first);
    if (database.sqlite) {
        char **posts;
        int rows, columns;
        sqlite3_get_table(database.sqlite, sql, &posts, &rows, &columns, NULL);
        for (int row = 1; row <= rows; row++)
            length += author_name_length(database, posts[row]); /* loop: authors on=sqlite */
        sqlite3_free_table(posts);
        return length;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, sql));
    for (int row = 0; row < PQntuples(posts); row++)
        length += author_name_length(database, PQgetvalue(posts, row, 0)); /* loop: authors on=postgresql */
    PQclear(posts);
    return length;
}

static int answer_joined(struct database database, int first) {
    char sql[128];
    snprintf(sql, sizeof sql,
             "select name from posts join authors on authors.id = author_id where posts.id >= %d limit 15",
             first);
    return count_rows(database, sql);
}

static void work(int argc, char **argv, int listener) {
    int (*const answer_with)(struct database, int) = wants_fixed(argc, argv) ? answer_joined : answer;
    const struct database database = open_database(argc, argv);
    for (;;) {
        char request[256];
        const int connection = accept(listener, NULL, NULL);
        if (receive_line(connection, request, sizeof request))
            dprintf(connection, "200 %d\n", answer_with(database, post_asked_for(request)));
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
