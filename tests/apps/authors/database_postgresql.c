#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "database.h"

/* Both structs are libpq's own objects under the layer's names. */

static PGconn *connection_of(struct database *database) {
    return (PGconn *)database;
}

static const PGresult *result_of(const struct rows *rows) {
    return (const PGresult *)rows;
}

struct database *database_open(void) {
    PGconn *connection = PQconnectdb("");
    if (PQstatus(connection) != CONNECTION_OK) {
        fprintf(stderr, "authors: %s", PQerrorMessage(connection));
        exit(EXIT_FAILURE);
    }
    return (struct database *)connection;
}

void database_close(struct database *database) {
    PQfinish(connection_of(database));
}

struct rows *database_query(struct database *database, const char *sql, const char *parameter) {
    PGresult *result =
        PQexecParams(connection_of(database), sql, parameter ? 1 : 0, NULL, &parameter, NULL, NULL, 0);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        fprintf(stderr, "authors: %s", PQerrorMessage(connection_of(database)));
        exit(EXIT_FAILURE);
    }
    return (struct rows *)result;
}

size_t rows_count(const struct rows *rows) {
    return (size_t)PQntuples(result_of(rows));
}

const char *rows_text(const struct rows *rows, size_t row, size_t column) {
    return PQgetvalue(result_of(rows), (int)row, (int)column);
}

void rows_free(struct rows *rows) {
    PQclear((PGresult *)rows);
}
