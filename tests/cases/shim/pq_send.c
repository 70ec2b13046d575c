/* The calls that only send, each with PQgetResult until there is none left; then rows one by one. */
#include "case_postgresql.h"

static int results(PGconn *connection) {
    int rows = 0;
    for (PGresult *result = PQgetResult(connection); result; result = PQgetResult(connection)) {
        MUST(PQresultStatus(result) != PGRES_FATAL_ERROR);
        rows += PQntuples(result);
        PQclear(result);
    }
    return rows;
}

int main(void) {
    const char *values[] = {"5"};
    PGconn *connection = open_items();
    for (int i = 0; i < 6; i++) {
        MUST(PQsendQuery(connection, "select id as sent from items"));
        MUST(results(connection) == 100);
    }
    for (int i = 0; i < 6; i++) {
        MUST(PQsendQueryParams(connection, "select id as with_value from items where id <= $1", 1, NULL,
                               values, NULL, NULL, 0));
        MUST(results(connection) == 5);
    }
    MUST(PQsendPrepare(connection, "named", "select id as prepared from items where id <= $1", 1, NULL));
    MUST(results(connection) == 0);
    for (int i = 0; i < 6; i++) {
        MUST(PQsendQueryPrepared(connection, "named", 1, values, NULL, NULL, 0));
        MUST(results(connection) == 5);
    }
    for (int i = 0; i < 6; i++) {
        MUST(PQsendQuery(connection, "select id as one_by_one from items"));
        MUST(PQsetSingleRowMode(connection));
        MUST(results(connection) == 100);
    }
    MUST(PQsendQuery(connection, "select id as first from items; select id as second from items"));
    MUST(results(connection) == 200);
    /* An answer that is never fetched does not become the next statement's. */
    MUST(PQsendQuery(connection, "select id as left_behind from items"));
    MUST(expect(connection, PQexec(connection, "select id as next from items where id = 1"),
                PGRES_TUPLES_OK) == 1);
    PQfinish(connection);
    puts("done");
    return 0;
}
