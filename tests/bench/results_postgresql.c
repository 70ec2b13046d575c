/*
 * Statements that return ROWS rows of twenty columns each, integers, texts and reals in turn, of which all
 * are read, over libpq where the environment (PGHOST …) says: `results_postgresql ROWS COUNT`. Prints
 * nanoseconds per row, the best of ROUNDS rounds of COUNT statements each.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "rounds.h"

enum { COLUMNS = 20 };

static PGresult *must(PGconn *connection, PGresult *result, ExecStatusType expected) {
    if (PQresultStatus(result) == expected)
        return result;
    fprintf(stderr, "results_postgresql: %s", PQerrorMessage(connection));
    exit(1);
}

static void fill(PGconn *connection, long rows) {
    char sql[4096];
    int length = snprintf(sql, sizeof sql, "create temporary table t as select i as id");
    for (int i = 1; i < COLUMNS; i++) {
        static const char *const forms[] = {"i * %d as c%d", "'value ' || (i * %d) as c%d",
                                            "i * %d + 0.5 as c%d"};
        char value[64];
        snprintf(value, sizeof value, forms[i % 3], i, i);
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", %s", value);
    }
    snprintf(sql + length, sizeof sql - (size_t)length, " from generate_series(1::bigint, %ld) as n(i)",
             rows);
    PQclear(must(connection, PQexec(connection, sql), PGRES_COMMAND_OK));
}

static volatile long read_so_far;

static __attribute__((noinline)) void read_all(void *context, long number) {
    PGconn *connection = context;
    PGresult *result = must(connection, PQexec(connection, "select * from t"), PGRES_TUPLES_OK);
    const int rows = PQntuples(result);
    (void)number;
    for (int row = 0; row < rows; row++)
        for (int i = 0; i < COLUMNS; i++)
            read_so_far += PQgetvalue(result, row, i)[0] + PQgetlength(result, row, i);
    PQclear(result);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: results_postgresql ROWS COUNT\n");
        return 2;
    }
    const long rows = atol(argv[1]);
    PGconn *connection = PQconnectdb("");
    fill(connection, rows);
    printf("%.2f\n", best_round(read_all, connection, atol(argv[2])) / (double)rows);
    PQfinish(connection);
    return 0;
}
