/*
 * Two threads of one program: a producer that reads requests from its client and hands them over one at a
 * time, a consumer that alone speaks to the database. The consumer touches no descriptor at all; it waits for
 * a semaphore.
 *
 * loopline: databases sqlite postgresql
 */
#include <pthread.h>
#include <semaphore.h>

#include "server.h"

enum { REQUESTS = 200, END = 0 };

static struct {
    sem_t asked, answered;
    int id;
    char title[64];
} desk;

static void *consume(void *argument) {
    const struct database *database = argument;
    for (;;) {
        char sql[96];
        sem_wait(&desk.asked);
        if (desk.id == END)
            return NULL;
        snprintf(sql, sizeof sql, "select title from posts where id = %d", desk.id);
        if (database->sqlite) {
            sqlite3_stmt *post;
            sqlite3_prepare_v2(database->sqlite, sql, -1, &post, NULL);
            require(sqlite3_step(post) == SQLITE_ROW, sql);
            snprintf(desk.title, sizeof desk.title, "%s", sqlite3_column_text(post, 0));
            sqlite3_finalize(post);
        } else {
            PGresult *post = succeeded(PQexec(database->postgresql, sql));
            snprintf(desk.title, sizeof desk.title, "%s", PQgetvalue(post, 0, 0));
            PQclear(post);
        }
        sem_post(&desk.answered);
    }
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, true);
    struct database database = open_database(argc, argv);
    pthread_t consumer;
    char request[256];
    make_blog(database, REQUESTS);
    sem_init(&desk.asked, 0, 0);
    sem_init(&desk.answered, 0, 0);
    pthread_create(&consumer, NULL, consume, &database);
    const int connection = accept(listener, NULL, NULL);
    while (receive_line(connection, request, sizeof request)) {
        desk.id = post_asked_for(request);
        sem_post(&desk.asked);
        sem_wait(&desk.answered);
        dprintf(connection, "200 %s\n", desk.title);
    }
    desk.id = END;
    sem_post(&desk.asked);
    pthread_join(consumer, NULL);
    close(connection);
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
