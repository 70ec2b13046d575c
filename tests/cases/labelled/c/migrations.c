/*
 * A migration tool runs what is new and writes down each version, in one transaction with the step it names.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "schema"
 */
#include "support.h"

enum { MIGRATIONS = 24 };

static void execute(struct database database, const char *sql) {
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

static void migrate(struct database database, int version) {
    char sql[256];
    execute(database, "begin");
    if (version % 3 == 0)
        snprintf(sql, sizeof sql, "create table part%d (id integer primary key, name text)", version);
    else if (version % 3 == 1)
        snprintf(sql, sizeof sql, "alter table part%d add column size integer", version - 1);
    else
        snprintf(sql, sizeof sql, "create index part%d_size on part%d (size)", version - 2, version - 2);
    execute(database, sql);
    snprintf(sql, sizeof sql, "insert into schema_migrations (version) values (%d)", version);
    execute(database, sql);
    execute(database, "commit");
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    execute(database, "create table schema_migrations (version integer primary key)");
    for (int version = 0; version < MIGRATIONS; version++)
        migrate(database, version);
    close_database(database);
    return EXIT_SUCCESS;
}
