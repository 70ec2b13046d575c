/*
 * A pipeline of a hundred statements, all sent before the first answer is read: fifty of one kind with one
 * row each, then fifty of another with ten rows. Between the two kinds "describe" puts a request for a
 * description, "deallocate" one more statement.
 */
#include <string.h>

#include "case_postgresql.h"

int main(int argc, char **argv) {
    int rows = 0;
    PGconn *connection = open_items();
    expect(connection,
           PQprepare(connection, "named", "select id as narrow from items where id = $1", 1, NULL),
           PGRES_COMMAND_OK);
    MUST(PQenterPipelineMode(connection));
    for (int i = 1; i <= 100; i++) {
        char text[16];
        const char *values[] = {text};
        snprintf(text, sizeof text, "%d", i);
        if (i == 51 && argc > 1 && strcmp(argv[1], "describe") == 0)
            MUST(PQsendDescribePrepared(connection, "named"));
        if (i == 51 && argc > 1 && strcmp(argv[1], "deallocate") == 0)
            MUST(PQsendQueryParams(connection, "deallocate all", 0, NULL, NULL, NULL, NULL, 0));
        if (i <= 50)
            MUST(PQsendQueryPrepared(connection, "named", 1, values, NULL, NULL, 0)); /* loop line */
        else
            MUST(PQsendQueryParams(connection,
                                   "select id as wide from items where id > $1 order by id limit 10", 1, NULL,
                                   (const char *[]){"3"}, NULL, NULL, 0));
    }
    MUST(PQpipelineSync(connection));
    for (;;) {
        PGresult *result = PQgetResult(connection);
        if (!result)
            continue;
        const ExecStatusType status = PQresultStatus(result);
        MUST(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC);
        rows += PQntuples(result);
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC)
            break;
    }
    MUST(PQexitPipelineMode(connection));
    MUST(expect(connection, PQexec(connection, "select id as after from items"), PGRES_TUPLES_OK) == 100);
    printf("%d rows\n", rows);
    PQfinish(connection);
    return 0;
}
