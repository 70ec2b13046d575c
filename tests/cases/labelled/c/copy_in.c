/*
 * COPY, in many pieces, of several files.
 *
 * loopline: databases postgresql
 * loopline: dismissed "copy"
 */
#include "support.h"

static void copy_file(PGconn *connection, int file) {
    PGresult *begun = PQexec(connection, "copy readings (file, number, comment) from stdin");
    require(PQresultStatus(begun) == PGRES_COPY_IN, "copy");
    PQclear(begun);
    for (int i = 0; i < 200; i++) {
        char line[64];
        const int length = snprintf(line, sizeof line, "%d\t%d\tcomment %d\n", file, i, i);
        require(PQputCopyData(connection, line, length) == 1, "data");
    }
    require(PQputCopyEnd(connection, NULL) == 1, "end");
    for (PGresult *result; (result = PQgetResult(connection));)
        PQclear(succeeded(result));
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    set_up(database, "create table readings (file integer, number integer, comment text)");
    for (int file = 0; file < 12; file++)
        copy_file(database.postgresql, file);
    PGresult *count = succeeded(PQexec(database.postgresql, "select count(*) from readings"));
    require(strcmp(PQgetvalue(count, 0, 0), "2400") == 0, "2400 rows");
    PQclear(count);
    close_database(database);
    return EXIT_SUCCESS;
}
