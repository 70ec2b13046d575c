/*
 * Rows are written in libpq's pipeline mode: many statements, but no waiting between them, as executemany
 * does.
 *
 * loopline: databases postgresql
 */
#include "support.h"

enum { ROWS = 50 };

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    PGresult *result;
    int stored = 0;
    set_up(database, "create table readings (number integer primary key)");
    require(PQenterPipelineMode(connection), "pipeline");
    for (int i = 0; i < ROWS; i++) {
        char text[16];
        const char *values[] = {text};
        snprintf(text, sizeof text, "%d", i);
        require(
            PQsendQueryParams(connection, "insert into readings values ($1)", 1, NULL, values, NULL, NULL, 0),
            PQerrorMessage(connection));
    }
    require(PQpipelineSync(connection), "sync");
    for (bool is_synced = false; !is_synced;) {
        result = PQgetResult(connection);
        is_synced = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        stored += result && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    require(PQexitPipelineMode(connection), "end of pipeline");
    require(stored == ROWS, "all rows");
    close_database(database);
    return EXIT_SUCCESS;
}
