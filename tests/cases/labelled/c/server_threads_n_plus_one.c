/*
 * A thread for each connection; each request asks for the tags of each of 12 posts. The threads share one
 * database connection under a lock.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding tags kind=n+1 n=12 episodes=40 table=tags parent=posts link=id
 * loopline: twin
 */
#include <pthread.h>

#include "server.h"

enum { REQUESTS = 40, LISTED = 12 };

static struct database database;
static bool fixed;
static pthread_mutex_t database_lock = PTHREAD_MUTEX_INITIALIZER;

static int count_tags_sqlite(int first) {
    sqlite3_stmt *posts, *tags;
    int count = 0;
    sqlite3_prepare_v2(database.sqlite, "select id, title from posts where id >= ?1 and id < ?1 + 12", -1,
                       &posts, NULL);
    sqlite3_bind_int(posts, 1, first);
    while (sqlite3_step(posts) == SQLITE_ROW) {
        sqlite3_prepare_v2(database.sqlite, "select count(*) from tags where post_id = ?", -1, &tags, NULL);
        sqlite3_bind_int(tags, 1, sqlite3_column_int(posts, 0));
        sqlite3_step(tags); /* loop: tags on=sqlite */
        count += sqlite3_column_int(tags, 0);
        sqlite3_finalize(tags);
    }
    sqlite3_finalize(posts);
    return count;
}

static int count_tags_postgresql(int first) {
    char sql[128];
    int count = 0;
    snprintf(sql, sizeof sql, "select id, title from posts where id >= %d and id < %d", first,
             first + LISTED);
    PGresult *posts = succeeded(PQexec(database.postgresql, sql));
    for (int row = 0; row < PQntuples(posts); row++) {
        snprintf(sql, sizeof sql, "select count(*) from tags where post_id = %s", PQgetvalue(posts, row, 0));
        PGresult *tags = PQexec(database.postgresql, sql); /* loop: tags on=postgresql */
        count += atoi(PQgetvalue(succeeded(tags), 0, 0));
        PQclear(tags);
    }
    PQclear(posts);
    return count;
}

static int count_tags_at_once(int first) {
    char sql[128];
    snprintf(sql, sizeof sql, "select id from tags where post_id >= %d and post_id < %d", first,
             first + LISTED);
    return count_rows(database, sql);
}

static int count_tags(int first) {
    if (fixed)
        return count_tags_at_once(first);
    return database.sqlite ? count_tags_sqlite(first) : count_tags_postgresql(first);
}

static void *serve(void *argument) {
    const int connection = (int)(intptr_t)argument;
    char request[256];
    if (receive_line(connection, request, sizeof request)) {
        const int first = post_asked_for(request);
        pthread_mutex_lock(&database_lock);
        const int count = count_tags(first);
        pthread_mutex_unlock(&database_lock);
        require(count == 2 * LISTED, "two tags each");
        dprintf(connection, "200 %d\n", count);
    }
    close(connection);
    return NULL;
}

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t clients[] = {start_client(port, REQUESTS / 2, false),
                             start_client(port, REQUESTS / 2, false)};
    pthread_t threads[REQUESTS];
    fixed = wants_fixed(argc, argv);
    database = open_database(argc, argv);
    make_blog(database, REQUESTS + LISTED);
    for (int i = 0; i < REQUESTS; i++)
        pthread_create(&threads[i], NULL, serve, (void *)(intptr_t)accept(listener, NULL, NULL));
    for (int i = 0; i < REQUESTS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++)
        wait_for_client(clients[i]);
    close_database(database);
    return EXIT_SUCCESS;
}
