/*
 * Prepared look-ups by primary key over libpq, where the environment (PGHOST …) says: `lookups_postgresql
 * COUNT`. Prints nanoseconds per look-up, the best of ROUNDS rounds of COUNT look-ups each.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "rounds.h"

enum { ROWS = 1000 };

static void must(PGconn *connection, PGresult *result, ExecStatusType expected) {
    if (PQresultStatus(result) != expected) {
        fprintf(stderr, "lookups_postgresql: %s", PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
}

static __attribute__((noinline)) void look_up(void *context, long number) {
    PGconn *connection = context;
    char id[24];
    snprintf(id, sizeof id, "%ld", number % ROWS + 1);
    const char *values[1] = {id};
    must(connection, PQexecPrepared(connection, "look_up", 1, values, NULL, NULL, 0), PGRES_TUPLES_OK);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: lookups_postgresql COUNT\n");
        return 2;
    }
    PGconn *connection = PQconnectdb("");
    char sql[120];
    snprintf(sql, sizeof sql,
             "create temporary table t as select i as id, i * 2 as v from generate_series(1, %d) as n(i)",
             ROWS);
    must(connection, PQexec(connection, sql), PGRES_COMMAND_OK);
    must(connection, PQexec(connection, "create unique index on t(id)"), PGRES_COMMAND_OK);
    must(connection, PQprepare(connection, "look_up", "select v from t where id = $1", 0, NULL),
         PGRES_COMMAND_OK);
    printf("%.1f\n", best_round(look_up, connection, atol(argv[1])));
    PQfinish(connection);
    return 0;
}
