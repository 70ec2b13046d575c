/* libpq for the cases. open_items runs three statements by PQexec: a setting, a table, and its rows 1 to 100.
 */
#ifndef LOOPLINE_CASE_POSTGRESQL_H
#define LOOPLINE_CASE_POSTGRESQL_H

#include <libpq-fe.h>

#include "case.h"

#define ITEM_BY_ID "select name from items where id = $1"

static inline PGconn *connect_to_server(void) {
    PGconn *connection = PQconnectdb("");
    if (PQstatus(connection) != CONNECTION_OK)
        fprintf(stderr, "%s", PQerrorMessage(connection));
    MUST(PQstatus(connection) == CONNECTION_OK);
    return connection;
}

/* The result's number of rows; ends the program where the status is another one. */
static inline int expect(PGconn *connection, PGresult *result, ExecStatusType status) {
    if (PQresultStatus(result) != status)
        fprintf(stderr, "%s: %s", PQresStatus(PQresultStatus(result)), PQerrorMessage(connection));
    MUST(PQresultStatus(result) == status);
    const int rows = PQntuples(result);
    PQclear(result);
    return rows;
}

static inline PGconn *open_items(void) {
    PGconn *connection = connect_to_server();
    expect(connection, PQexec(connection, "set client_min_messages = warning"), PGRES_COMMAND_OK);
    expect(connection, PQexec(connection, "create temporary table items (id integer primary key, name text)"),
           PGRES_COMMAND_OK);
    expect(connection,
           PQexec(connection, "insert into items select i, 'item ' || i from generate_series(1, 100) i"),
           PGRES_COMMAND_OK);
    return connection;
}

static inline int look_up(PGconn *connection, const char *id) {
    return expect(connection, PQexecParams(connection, ITEM_BY_ID, 1, NULL, &id, NULL, NULL, 0),
                  PGRES_TUPLES_OK);
}

#endif
