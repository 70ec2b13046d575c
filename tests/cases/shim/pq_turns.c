/*
 * Requests that take turns on one thread, each on a connection of its own: a list, and a look-up for each of
 * its rows. `pq_turns WAY CONNECTIONS`.
 */
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_postgresql.h"

enum { ROWS = 7, REQUESTS = 10, MOST = 100 };

#define LIST "select id from generate_series($1::int, $1::int + 6) id"
#define LOOK_UP "select 'item ' || $1::int"

static PGconn *connections[MOST];
static int connection_count;
static int listening;
static int client;

static void send_number(PGconn *connection, const char *sql, int number) {
    char text[12];
    const char *value = text;
    snprintf(text, sizeof text, "%d", number);
    MUST(PQsendQueryParams(connection, sql, 1, NULL, &value, NULL, NULL, 0));
}

static void take_answer(PGconn *connection, int expected) {
    int rows = 0;
    for (PGresult *result = PQgetResult(connection); result; result = PQgetResult(connection))
        rows += expect(connection, result, PGRES_TUPLES_OK);
    MUST(rows == expected);
}

/* One step of each request: all send, and only then the first answer is read. */
static void send_all(const char *sql, int number) {
    for (int i = 0; i < connection_count; i++)
        send_number(connections[i], sql, 1000 * i + number);
}

static void take_answers(int rows) {
    for (int i = 0; i < connection_count; i++)
        take_answer(connections[i], rows);
}

static void serve_together(void (*between)(void)) {
    for (int request = 0; request < REQUESTS; request++) {
        send_all(LIST, request * ROWS);
        between();
        take_answers(ROWS);
        for (int row = 0; row < ROWS; row++) {
            send_all(LOOK_UP, request * ROWS + row);
            between();
            take_answers(1);
        }
    }
}

static void nothing(void) {
}

/* ---- With a client ---- */

static void open_client(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = sizeof address;
    listening = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(bind(listening, (struct sockaddr *)&address, sizeof(sa_family_t)) == 0);
    MUST(listen(listening, 5) == 0 && getsockname(listening, (struct sockaddr *)&address, &length) == 0);
    client = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(connect(client, (struct sockaddr *)&address, length) == 0);
}

static void wait_for_client(void) {
    struct pollfd entry = {.fd = listening, .events = POLLIN};
    MUST(poll(&entry, 1, -1) == 1);
}

/* Requests of one look-up each, as many at once as there are connections; one ends while another goes on. */
static void serve_look_ups(void) {
    open_client();
    for (int id = 1; id <= 3 * REQUESTS; id++) {
        send_all(LOOK_UP, id);
        for (int i = 0; i < connection_count; i++) {
            take_answer(connections[i], 1);
            wait_for_client();
        }
    }
}

/* Whoever waits for a client waits for all its answers too. */
static void serve_while_waiting(void) {
    open_client();
    serve_together(wait_for_client);
}

/* ---- One request on two connections: the rows are read one by one ---- */

static void stream(void) {
    MUST(connection_count == 2);
    send_number(connections[0], LIST, 1);
    MUST(PQsetSingleRowMode(connections[0]));
    for (PGresult *row = PQgetResult(connections[0]); row; row = PQgetResult(connections[0])) {
        const int id = PQntuples(row) ? atoi(PQgetvalue(row, 0, 0)) : 0;
        PQclear(row);
        if (!id)
            continue;
        send_number(connections[1], LOOK_UP, id);
        take_answer(connections[1], 1);
    }
}

/* ---- Connections that come and go ---- */

static void close_all(void) {
    for (int i = 0; i < connection_count; i++)
        PQfinish(connections[i]);
}

static void open_all(int count) {
    connection_count = count;
    for (int i = 0; i < count; i++)
        connections[i] = connect_to_server();
}

static void serve_and_reconnect(void) {
    for (int again = 0; again < 20; again++) {
        send_all(LOOK_UP, again);
        take_answers(1);
        const int count = connection_count;
        close_all();
        open_all(count);
    }
}

/* Threads that end with their connections open; the next closes them. */
static void *serve_once(void *unused) {
    send_all(LOOK_UP, 1);
    take_answers(1);
    return unused;
}

static void serve_in_threads(void) {
    for (int i = 0; i < 20; i++) {
        pthread_t thread;
        MUST(pthread_create(&thread, NULL, serve_once, NULL) == 0);
        MUST(pthread_join(thread, NULL) == 0);
    }
}

/* The child of a thread that has taken turns does so too, on connections of its own. */
static void serve_in_child(void) {
    int status = 0;
    serve_together(nothing);
    const pid_t child = fork();
    if (child == 0) {
        open_all(connection_count);
        serve_together(nothing);
        close_all();
        exit(0);
    }
    MUST(waitpid(child, &status, 0) == child && status == 0);
}

int main(int argc, char **argv) {
    MUST(argc == 3);
    open_all(atoi(argv[2]));
    if (strcmp(argv[1], "together") == 0)
        serve_together(nothing);
    else if (strcmp(argv[1], "look-ups") == 0)
        serve_look_ups();
    else if (strcmp(argv[1], "while-waiting") == 0)
        serve_while_waiting();
    else if (strcmp(argv[1], "stream") == 0)
        stream();
    else if (strcmp(argv[1], "reconnect") == 0)
        serve_and_reconnect();
    else if (strcmp(argv[1], "threads") == 0)
        serve_in_threads();
    else if (strcmp(argv[1], "child") == 0)
        serve_in_child();
    close_all();
    puts("done");
    return 0;
}
