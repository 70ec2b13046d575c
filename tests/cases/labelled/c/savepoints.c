/*
 * Lines of input are taken in a transaction, each under a savepoint, as some of them are wrong. SQLite: so
 * many inserts in one transaction are as it should be. PostgreSQL: the steps of an upgrade.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "transaction control"
 */
#include "support.h"

static int import_sqlite(sqlite3 *sqlite) {
    int taken = 0;
    sqlite3_exec(sqlite, "create table lines (number integer check (number % 10 > 0))", NULL, NULL, NULL);
    sqlite3_exec(sqlite, "begin", NULL, NULL, NULL);
    for (int i = 0; i < 40; i++) {
        char *sql = sqlite3_mprintf("insert into lines values (%d)", i);
        sqlite3_exec(sqlite, "savepoint line", NULL, NULL, NULL);
        if (sqlite3_exec(sqlite, sql, NULL, NULL, NULL) == SQLITE_OK)
            taken++;
        else
            sqlite3_exec(sqlite, "rollback to line", NULL, NULL, NULL);
        sqlite3_exec(sqlite, "release line", NULL, NULL, NULL);
        sqlite3_free(sql);
    }
    sqlite3_exec(sqlite, "commit", NULL, NULL, NULL);
    return taken;
}

/* Steps of an upgrade, any of which may fail without harm. */
static int upgrade_postgresql(PGconn *connection) {
    static const char *const steps[] = {
        "create table lines (number integer)",
        "create index lines_number on lines (number)",
        "alter table lines add column text text",
        "alter table lines add column text text",
        "create extension \"no such extension\"",
        "analyze lines",
        "comment on table lines is 'lines'",
        "alter table lines drop column none",
        "create view numbers as select number from lines",
    };
    int taken = 0;
    PQclear(succeeded(PQexec(connection, "begin")));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        PQclear(succeeded(PQexec(connection, "savepoint step")));
        PGresult *step = PQexec(connection, steps[i]);
        const bool is_done = PQresultStatus(step) == PGRES_COMMAND_OK;
        PQclear(step);
        taken += is_done;
        PQclear(succeeded(PQexec(connection, is_done ? "release step" : "rollback to savepoint step")));
    }
    PQclear(succeeded(PQexec(connection, "commit")));
    return taken;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    if (database.sqlite)
        require(import_sqlite(database.sqlite) == 36, "36 lines");
    else
        require(upgrade_postgresql(database.postgresql) == 6, "6 steps");
    close_database(database);
    return EXIT_SUCCESS;
}
