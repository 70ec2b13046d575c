/*
 * Old rows are deleted 100 at a time until none is left, so that no lock is held for long.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

static int delete_some(struct database database) {
    int deleted;
    if (database.sqlite) {
        const char *sql = "delete from log where rowid in (select rowid from log where day < 20 limit 100)";
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
        return sqlite3_changes(database.sqlite);
    }
    const char *sql =
        "delete from log where ctid = any (array(select ctid from log where day < 20 limit 100))";
    PGresult *result = succeeded(PQexec(database.postgresql, sql));
    deleted = atoi(PQcmdTuples(result));
    PQclear(result);
    return deleted;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int deleted, in_all = 0;
    set_up(database, "create table log (day integer not null, line text not null)");
    set_up(database,
           "insert into log with recursive n (i) as (select 0 union all select i + 1 from n where i < 1999)"
           " select i / 50, 'line ' || i from n");
    while ((deleted = delete_some(database)) > 0)
        in_all += deleted;
    require(in_all == 1000, "1000 lines");
    close_database(database);
    return EXIT_SUCCESS;
}
