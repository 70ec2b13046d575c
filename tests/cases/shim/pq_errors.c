/* A statement that fails in a transaction, and what comes after it until the transaction ends; COPY both
 * ways. */
#include "case_postgresql.h"

static void copy_in(PGconn *connection) {
    expect(connection, PQexec(connection, "copy items from stdin"), PGRES_COPY_IN);
    for (int id = 101; id <= 105; id++) {
        char line[64];
        MUST(PQputCopyData(connection, line, snprintf(line, sizeof line, "%d\tsecret%d\n", id, id)) == 1);
    }
    MUST(PQputCopyEnd(connection, NULL) == 1);
    PGresult *result = PQgetResult(connection);
    printf("%s\n", PQcmdStatus(result));
    expect(connection, result, PGRES_COMMAND_OK);
    MUST(PQgetResult(connection) == NULL);
}

static void copy_out(PGconn *connection) {
    char *line = NULL;
    int lines = 0;
    expect(connection, PQexec(connection, "copy items to stdout"), PGRES_COPY_OUT);
    while (PQgetCopyData(connection, &line, 0) > 0) {
        lines++;
        PQfreemem(line);
    }
    printf("%d lines\n", lines);
    for (PGresult *result = PQgetResult(connection); result; result = PQgetResult(connection))
        expect(connection, result, PGRES_COMMAND_OK);
}

int main(void) {
    PGconn *connection = open_items();
    expect(connection, PQexec(connection, "begin"), PGRES_COMMAND_OK);
    expect(connection, PQexec(connection, "update items set name = 'x' where id = 3"), PGRES_COMMAND_OK);
    expect(connection, PQexec(connection, "select 1 / (id - 50) as fails from items"), PGRES_FATAL_ERROR);
    for (int i = 0; i < 3; i++)
        expect(connection, PQexec(connection, "select id as aborted from items"), PGRES_FATAL_ERROR);
    expect(connection, PQexec(connection, "rollback"), PGRES_COMMAND_OK);
    copy_in(connection);
    copy_out(connection);
    MUST(look_up(connection, "103") == 1);
    PQfinish(connection);
    return 0;
}
