/*
 * Waits for notifications of the server and reads what each is about: one query per message. A second
 * connection, in a process of its own, notifies again when it has been told that the last one was dealt with.
 *
 * loopline: databases postgresql
 */
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { NOTIFICATIONS = 60 };

static void notify_all(int answers) {
    PGconn *connection = open_postgresql();
    for (int i = 0; i < NOTIFICATIONS; i++) {
        char sql[64], answer;
        snprintf(sql, sizeof sql, "notify orders, '%d'", 20001 + 31 * i % NOTIFICATIONS);
        PQclear(succeeded(PQexec(connection, sql)));
        if (read(answers, &answer, 1) != 1)
            _exit(1);
        poll(NULL, 0, 1); /* not all at once */
    }
    PQfinish(connection);
    _exit(0);
}

static PGnotify *next_notification(PGconn *connection) {
    for (;;) {
        PGnotify *notification = PQnotifies(connection);
        if (notification)
            return notification;
        struct pollfd waiting = {.fd = PQsocket(connection), .events = POLLIN};
        poll(&waiting, 1, -1);
        require(PQconsumeInput(connection), PQerrorMessage(connection));
    }
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    int answers[2], status;
    long sum = 0;
    make_shop(database, NOTIFICATIONS, 1, 1);
    PQclear(succeeded(PQexec(connection, "listen orders")));
    require(pipe(answers) == 0, "pipe");
    const pid_t notifier = fork();
    if (notifier == 0)
        notify_all(answers[0]);
    for (int i = 0; i < NOTIFICATIONS; i++) {
        PGnotify *notification = next_notification(connection);
        const char *values[] = {notification->extra};
        PGresult *order = succeeded(PQexecParams(connection, "select total from orders where id = $1", 1,
                                                 NULL, values, NULL, NULL, 0));
        sum += atoi(PQgetvalue(order, 0, 0));
        PQclear(order);
        PQfreemem(notification);
        require(write(answers[1], "", 1) == 1, "answer");
    }
    require(waitpid(notifier, &status, 0) == notifier && status == 0, "notifier");
    require(sum == NOTIFICATIONS * 10 + NOTIFICATIONS * (NOTIFICATIONS - 1) / 2, "all orders");
    close_database(database);
    return EXIT_SUCCESS;
}
