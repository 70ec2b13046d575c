/*
 * What the servers among the labelled programs share: a listening socket, and clients in processes of their
 * own. A request is one line, "GET /posts/17", and so is an answer. How a server waits and answers stands in
 * its program.
 */
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

/* Listens on a port of the loopback interface that the system chooses, and tells it. */
static inline int listen_on_loopback(in_port_t *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(bind(listener, (struct sockaddr *)&address, size) == 0, "bind");
    require(listen(listener, 64) == 0, "listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    *port = address.sin_port;
    return listener;
}

static inline int connect_to(in_port_t port) {
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = port, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    require(connect(connection, (const struct sockaddr *)&address, sizeof address) == 0, "connect");
    return connection;
}

/* Reads to the end of a line, which the peer sends nothing after. False where it has hung up. */
static inline bool receive_line(int connection, char *line, size_t size) {
    size_t length = 0;
    while (length + 1 < size) {
        const ssize_t received = recv(connection, line + length, size - 1 - length, 0);
        if (received <= 0)
            return false;
        length += (size_t)received;
        if (line[length - 1] == '\n')
            break;
    }
    line[length] = '\0';
    return true;
}

/*
 * A process that asks for the posts 1 to `requests`, in an order of its own, and waits for each answer before
 * it asks again: over one connection, or over a new one each time. It ends with status 0 where all were
 * answered.
 */
static inline pid_t start_client(in_port_t port, int requests, bool keeps_connection) {
    const pid_t client = fork();
    if (client != 0)
        return client;
    int connection = -1;
    for (int i = 0; i < requests; i++) {
        char line[4096];
        if (connection < 0)
            connection = connect_to(port);
        const int length = snprintf(line, sizeof line, "GET /posts/%d\n", 1 + 7 * i % requests);
        if (send(connection, line, (size_t)length, MSG_NOSIGNAL) != length)
            _exit(1);
        if (!receive_line(connection, line, sizeof line) || strncmp(line, "200 ", 4) != 0)
            _exit(1);
        if (!keeps_connection) {
            close(connection);
            connection = -1;
        }
    }
    _exit(0);
}

static inline void wait_for_client(pid_t client) {
    int status;
    require(waitpid(client, &status, 0) == client && status == 0, "the client has its answers");
}

/* The number at the end of a request's first line. */
static inline int post_asked_for(const char *request) {
    int id = 0;
    require(sscanf(request, "GET /posts/%d", &id) == 1, request);
    return id;
}
