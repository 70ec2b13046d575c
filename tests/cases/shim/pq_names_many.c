/*
 * A driver that gives every statement a name of its own and takes it back, seventy thousand times in
 * pipelines; in the end one more is prepared and executed five times.
 */
#include "case_postgresql.h"

enum { NAMES = 70000, BATCH = 500 };

static void drain(PGconn *connection) {
    MUST(PQpipelineSync(connection));
    for (;;) {
        PGresult *result = PQgetResult(connection);
        const ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (!result)
            continue;
        MUST(status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC);
        if (status == PGRES_PIPELINE_SYNC)
            return;
    }
}

int main(void) {
    PGconn *connection = connect_to_server();
    MUST(PQenterPipelineMode(connection));
    for (int i = 0; i < NAMES; i++) {
        char text[64];
        snprintf(text, sizeof text, "name_%d", i);
        MUST(PQsendPrepare(connection, text, "select 1", 0, NULL));
        snprintf(text, sizeof text, "deallocate name_%d", i);
        MUST(PQsendQueryParams(connection, text, 0, NULL, NULL, NULL, NULL, 0));
        if (i % BATCH == BATCH - 1)
            drain(connection);
    }
    MUST(PQexitPipelineMode(connection));
    expect(connection, PQprepare(connection, "last", "select 1 as last from pg_class limit 1", 0, NULL),
           PGRES_COMMAND_OK);
    for (int i = 0; i < 5; i++)
        expect(connection, PQexecPrepared(connection, "last", 0, NULL, NULL, NULL, 0), PGRES_TUPLES_OK);
    PQfinish(connection);
    return 0;
}
