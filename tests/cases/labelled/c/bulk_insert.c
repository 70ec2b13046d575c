/*
 * A prepared INSERT for each of 500 rows, all in one transaction. With SQLite that is how it is done; with
 * PostgreSQL each is a round trip, and one statement or COPY could do it.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding insert kind=write-loop n=500 episodes=1 table=readings on=postgresql
 * loopline: twin
 * loopline: dismissed "write in one SQLite transaction" on=sqlite
 */
#include "support.h"

enum { ROWS = 500 };

static void store_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *insert;
    sqlite3_exec(sqlite, "BEGIN IMMEDIATE TRANSACTION", NULL, NULL, NULL);
    sqlite3_prepare_v2(sqlite, "INSERT INTO readings VALUES (?1, ?2, ?3)", -1, &insert, NULL);
    for (int i = 0; i < ROWS; i++) {
        sqlite3_bind_int(insert, 1, i);
        sqlite3_bind_double(insert, 2, i / 7.0);
        sqlite3_bind_text(insert, 3, i % 2 ? "warm" : "cold", -1, SQLITE_STATIC);
        require(sqlite3_step(insert) == SQLITE_DONE, "insert");
        sqlite3_clear_bindings(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    sqlite3_exec(sqlite, "END TRANSACTION", NULL, NULL, NULL);
}

static void copy_postgresql(PGconn *connection) {
    PGresult *begun = PQexec(connection, "COPY readings FROM STDIN");
    require(PQresultStatus(begun) == PGRES_COPY_IN, "copy");
    PQclear(begun);
    for (int i = 0; i < ROWS; i++) {
        char line[64];
        const int length = snprintf(line, sizeof line, "%d\t%f\t%s\n", i, i / 7.0, i % 2 ? "warm" : "cold");
        require(PQputCopyData(connection, line, length) == 1, "data");
    }
    require(PQputCopyEnd(connection, NULL) == 1, "end");
    for (PGresult *result; (result = PQgetResult(connection));)
        PQclear(succeeded(result));
}

static void store_postgresql(PGconn *connection) {
    PQclear(succeeded(PQexec(connection, "BEGIN")));
    PQclear(succeeded(PQprepare(connection, "store", "INSERT INTO readings VALUES ($1, $2, $3)", 3, NULL)));
    for (int i = 0; i < ROWS; i++) {
        char number[16], value[32];
        const char *values[] = {number, value, i % 2 ? "warm" : "cold"};
        snprintf(number, sizeof number, "%d", i);
        snprintf(value, sizeof value, "%f", i / 7.0);
        PGresult *done = PQexecPrepared(connection, "store", 3, values, 0, 0, 0); /* loop: insert */
        PQclear(succeeded(done));
    }
    PQclear(succeeded(PQexec(connection, "COMMIT")));
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    set_up(database, "create table readings (number integer primary key, value float, comment text)");
    if (database.sqlite)
        store_sqlite(database.sqlite);
    else if (wants_fixed(argc, argv))
        copy_postgresql(database.postgresql);
    else
        store_postgresql(database.postgresql);
    close_database(database);
    return EXIT_SUCCESS;
}
