/*
 * Lines of a file become rows, each by an INSERT in a transaction of its own.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding insert kind=write-loop n=64 episodes=1 table=readings
 * loopline: twin
 */
#include "support.h"

static FILE *measured(void) {
    FILE *lines = tmpfile();
    require(lines, "tmpfile");
    for (int i = 0; i < 64; i++)
        fprintf(lines, "sensor-%d %d\n", i * 31, i * i);
    rewind(lines);
    return lines;
}

static void store_sqlite(sqlite3 *sqlite, FILE *lines) {
    char sensor[32];
    int value;
    sqlite3_stmt *insert;
    sqlite3_prepare_v2(sqlite, "insert into readings (sensor, value) values (?, ?)", -1, &insert, NULL);
    while (fscanf(lines, "%31s %d", sensor, &value) == 2) {
        sqlite3_bind_text(insert, 1, sensor, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int(insert, 2, value);
        require(sqlite3_step(insert) == SQLITE_DONE, "insert"); /* loop: insert on=sqlite */
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
}

static void store_postgresql(PGconn *connection, FILE *lines) {
    char sensor[32];
    int value;
    while (fscanf(lines, "%31s %d", sensor, &value) == 2) {
        char sql[128];
        snprintf(sql, sizeof sql, "insert into readings (sensor, value) values ('%s', %d)", sensor, value);
        PQclear(succeeded(PQexec(connection, sql))); /* loop: insert on=postgresql */
    }
}

static void store_at_once(struct database database, FILE *lines) {
    char sql[4096] = "insert into readings (sensor, value) values ", sensor[32];
    size_t length = strlen(sql);
    int value;
    for (const char *between = ""; fscanf(lines, "%31s %d", sensor, &value) == 2; between = ", ")
        length += (size_t)snprintf(sql + length, sizeof sql - length, "%s('%s', %d)", between, sensor, value);
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK, "insert");
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    FILE *lines = measured();
    set_up(database, "create table readings (sensor text not null, value integer not null)");
    if (wants_fixed(argc, argv))
        store_at_once(database, lines);
    else if (database.sqlite)
        store_sqlite(database.sqlite, lines);
    else
        store_postgresql(database.postgresql, lines);
    fclose(lines);
    close_database(database);
    return EXIT_SUCCESS;
}
