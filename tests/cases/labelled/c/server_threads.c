/*
 * A thread for each connection, one query for each request. The threads take database connections from a
 * pool.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "one per request or message"
 */
#include <pthread.h>

#include "server.h"

enum { REQUESTS = 300, POOL = 4 };

static struct database pool[POOL];
static int pooled;
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_grew = PTHREAD_COND_INITIALIZER;

static struct database take_connection(void) {
    pthread_mutex_lock(&pool_lock);
    while (pooled == 0)
        pthread_cond_wait(&pool_grew, &pool_lock);
    const struct database taken = pool[--pooled];
    pthread_mutex_unlock(&pool_lock);
    return taken;
}

static void give_back(struct database database) {
    pthread_mutex_lock(&pool_lock);
    pool[pooled++] = database;
    pthread_cond_signal(&pool_grew);
    pthread_mutex_unlock(&pool_lock);
}

static void post_title(struct database database, int id, char *title, size_t size) {
    if (database.sqlite) {
        sqlite3_stmt *post;
        sqlite3_prepare_v2(database.sqlite, "select title from posts where id = ?", -1, &post, NULL);
        sqlite3_bind_int(post, 1, id);
        require(sqlite3_step(post) == SQLITE_ROW, "post");
        snprintf(title, size, "%s", sqlite3_column_text(post, 0));
        sqlite3_finalize(post);
        return;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *post = succeeded(PQexecParams(database.postgresql, "select title from posts where id = $1", 1,
                                            NULL, values, NULL, NULL, 0));
    snprintf(title, size, "%s", PQgetvalue(post, 0, 0));
    PQclear(post);
}

static void *serve(void *argument) {
    const int connection = (int)(intptr_t)argument;
    char request[256], title[128];
    if (receive_line(connection, request, sizeof request)) {
        const struct database database = take_connection();
        post_title(database, post_asked_for(request), title, sizeof title);
        give_back(database);
        dprintf(connection, "200 %s\n", title);
    }
    close(connection);
    return NULL;
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, false);
    pthread_t threads[REQUESTS];

    pool[0] = open_database(argc, argv);
    make_blog(pool[0], REQUESTS);
    for (pooled = 1; pooled < POOL; pooled++)
        pool[pooled] = open_database(argc, argv);
    for (int i = 0; i < REQUESTS; i++) {
        const int connection = accept(listener, NULL, NULL);
        pthread_create(&threads[i], NULL, serve, (void *)(intptr_t)connection);
    }
    for (int i = 0; i < REQUESTS; i++)
        pthread_join(threads[i], NULL);
    wait_for_client(client);
    while (pooled > 0)
        close_database(pool[--pooled]);
    return EXIT_SUCCESS;
}
