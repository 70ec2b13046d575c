/*
 * Only some rows need the query: those without a value of their own.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding defaults kind=n+1 n=15 episodes=1 table=defaults parent=fields link=kind
 * loopline: twin
 */
#include "support.h"

static int default_of(struct database database, const char *kind) {
    const char *sql = "select value from defaults where kind = $1";
    int value;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        sqlite3_bind_text(row, 1, kind, -1, SQLITE_TRANSIENT);
        require(sqlite3_step(row) == SQLITE_ROW, kind);
        value = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return value;
    }
    PGresult *row = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, &kind, NULL, NULL, 0));
    value = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return value;
}

static int sum_sqlite(struct database database) {
    sqlite3_stmt *fields;
    int sum = 0;
    sqlite3_prepare_v2(database.sqlite, "select value, kind from fields order by id", -1, &fields, NULL);
    while (sqlite3_step(fields) == SQLITE_ROW) {
        if (sqlite3_column_type(fields, 0) != SQLITE_NULL) {
            sum += sqlite3_column_int(fields, 0);
            continue;
        }
        sum +=
            default_of(database, (const char *)sqlite3_column_text(fields, 1)); /* loop: defaults on=sqlite */
    }
    sqlite3_finalize(fields);
    return sum;
}

static int sum_postgresql(struct database database) {
    int sum = 0;
    PGresult *fields = succeeded(PQexec(database.postgresql, "select value, kind from fields order by id"));
    for (int row = 0; row < PQntuples(fields); row++)
        if (PQgetisnull(fields, row, 0))
            sum += default_of(database, PQgetvalue(fields, row, 1)); /* loop: defaults on=postgresql */
        else
            sum += atoi(PQgetvalue(fields, row, 0));
    PQclear(fields);
    return sum;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    set_up(database, "create table fields (id integer primary key, kind text not null, value integer)");
    set_up(database, "create table defaults (kind text primary key, value integer not null)");
    set_up(database,
           "insert into fields with recursive n (i) as (select 1 union all select i + 1 from n where i < 60)"
           " select i, 'kind ' || (i * 61), case when i %% 4 = 0 then null else 1 end from n");
    set_up(database, "insert into defaults select kind, 2 from fields");
    if (wants_fixed(argc, argv))
        require(count_rows(database, "select coalesce(fields.value, defaults.value) from fields"
                                     " join defaults on defaults.kind = fields.kind") == 60,
                "60 fields");
    else
        require((database.sqlite ? sum_sqlite : sum_postgresql)(database) == 45 + 2 * 15, "60 values");
    close_database(database);
    return EXIT_SUCCESS;
}
