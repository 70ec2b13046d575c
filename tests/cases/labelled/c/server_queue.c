/*
 * A server whose one thread accepts connections and puts them into a queue, from which worker threads take
 * them. What a worker waits for is a condition variable; one query for each request.
 *
 * loopline: databases sqlite postgresql
 */
#include <pthread.h>

#include "server.h"

enum { REQUESTS = 300, WORKERS = 3, END = -1 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t grew;
    int connections[REQUESTS + WORKERS], first, end;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .grew = PTHREAD_COND_INITIALIZER};

static void put(int connection) {
    pthread_mutex_lock(&queue.lock);
    queue.connections[queue.end++] = connection;
    pthread_cond_signal(&queue.grew);
    pthread_mutex_unlock(&queue.lock);
}

static int take(void) {
    pthread_mutex_lock(&queue.lock);
    while (queue.first == queue.end)
        pthread_cond_wait(&queue.grew, &queue.lock);
    const int connection = queue.connections[queue.first++];
    pthread_mutex_unlock(&queue.lock);
    return connection;
}

static void answer(struct database database, int connection, int id) {
    char sql[96];
    snprintf(sql, sizeof sql, "select title from posts where id = %d", id);
    if (database.sqlite) {
        sqlite3_stmt *post;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &post, NULL);
        require(sqlite3_step(post) == SQLITE_ROW, sql);
        dprintf(connection, "200 %s\n", sqlite3_column_text(post, 0));
        sqlite3_finalize(post);
        return;
    }
    PGresult *post = succeeded(PQexec(database.postgresql, sql));
    dprintf(connection, "200 %s\n", PQgetvalue(post, 0, 0));
    PQclear(post);
}

static void *work(void *argument) {
    const struct database *database = argument;
    for (int connection; (connection = take()) != END; close(connection)) {
        char request[256];
        if (receive_line(connection, request, sizeof request))
            answer(*database, connection, post_asked_for(request));
    }
    return NULL;
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, false);
    const struct database database = open_database(argc, argv);
    struct database connections[WORKERS];
    pthread_t workers[WORKERS];
    make_blog(database, REQUESTS);
    for (int i = 0; i < WORKERS; i++) {
        connections[i] = open_database(argc, argv);
        pthread_create(&workers[i], NULL, work, &connections[i]);
    }
    for (int i = 0; i < REQUESTS; i++)
        put(accept(listener, NULL, NULL));
    for (int i = 0; i < WORKERS; i++)
        put(END);
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(workers[i], NULL);
        close_database(connections[i]);
    }
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
