/*
 * Asks for one item after another, in the way that its argument names. In all of them it waits for the
 * database alone, or for its answer among other things; in "pauses" for something else besides, in "idle" for
 * what the database says unasked.
 */
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "case_postgresql.h"

enum { ROUNDS = 20 };

static int ends[2];

static void take_results(PGconn *connection) {
    int rows = 0;
    for (PGresult *result = PQgetResult(connection); result; result = PQgetResult(connection))
        rows += expect(connection, result, PGRES_TUPLES_OK);
    MUST(rows == 1);
}

static void send_look_up(PGconn *connection, const char *id) {
    MUST(PQsendQueryParams(connection, ITEM_BY_ID, 1, NULL, &id, NULL, NULL, 0));
}

static void with_exec(PGconn *connection, const char *id) {
    MUST(look_up(connection, id) == 1);
}

/* A pipe stands beside it, as in an event loop. */
static void with_poll(PGconn *connection, const char *id) {
    struct pollfd entries[] = {{.fd = PQsocket(connection), .events = POLLIN},
                               {.fd = ends[0], .events = POLLIN}};
    send_look_up(connection, id);
    while (PQisBusy(connection)) {
        MUST(poll(entries, 2, -1) == 1);
        MUST(PQconsumeInput(connection));
    }
    take_results(connection);
}

static void with_epoll(PGconn *connection, const char *id) {
    struct epoll_event event = {.events = EPOLLIN};
    const int set = epoll_create1(0);
    MUST(epoll_ctl(set, EPOLL_CTL_ADD, PQsocket(connection), &event) == 0);
    send_look_up(connection, id);
    while (PQisBusy(connection)) {
        MUST(epoll_wait(set, &event, 1, -1) == 1);
        MUST(PQconsumeInput(connection));
    }
    close(set);
    take_results(connection);
}

/* Waits for the connection where nothing was sent, as for notifications. */
static void with_idle(PGconn *connection, const char *id) {
    struct pollfd entry = {.fd = PQsocket(connection), .events = POLLIN};
    MUST(poll(&entry, 1, 1) == 0);
    MUST(look_up(connection, id) == 1);
}

static void with_connection(PGconn *connection, const char *id) {
    PQreset(connection);
    PQfinish(connect_to_server());
    MUST(expect(connection, PQexecParams(connection, "select $1::text", 1, NULL, &id, NULL, NULL, 0),
                PGRES_TUPLES_OK) == 1);
}

/* Between the answer and the next statement the time is waited for. */
static void with_pauses(PGconn *connection, const char *id) {
    with_poll(connection, id);
    MUST(usleep(1) == 0);
}

static const struct {
    const char *name;
    void (*run)(PGconn *, const char *);
} ways[] = {
    {"exec", with_exec},
    {"poll", with_poll},
    {"epoll", with_epoll},
    {"idle", with_idle},
    {"connection", with_connection},
    {"pauses", with_pauses},
};

static void ask(void (*way)(PGconn *, const char *)) {
    PGconn *connection = open_items();
    for (int i = 1; i <= ROUNDS; i++) {
        char id[12];
        snprintf(id, sizeof id, "%d", i);
        way(connection, id); /* loop line */
    }
    PQfinish(connection);
}

int main(int argc, char **argv) {
    MUST(argc == 2 && pipe(ends) == 0);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].name, argv[1]) == 0)
            ask(ways[i].run);
    puts("done");
    return 0;
}
