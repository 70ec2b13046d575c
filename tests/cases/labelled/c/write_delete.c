/*
 * Sessions that have ended are deleted one by one. SQLite: outside a transaction.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding delete kind=write-loop n=22 episodes=1 table=sessions parent=sessions link=token
 * loopline: twin
 */
#include "support.h"

static const char ENDED[] = "select token, owner from sessions where ends < 23";

static int drop_session(void *context, int columns, char **values, char **names) {
    sqlite3 *sqlite = context;
    (void)columns;
    (void)names;
    char *sql = sqlite3_mprintf("delete from sessions where token = '%q'", values[0]);
    const int status = sqlite3_exec(sqlite, sql, NULL, NULL, NULL); /* loop: delete on=sqlite */
    sqlite3_free(sql);
    return status != SQLITE_OK;
}

static void drop_ended_sqlite(sqlite3 *sqlite) {
    const int status = sqlite3_exec(sqlite, ENDED, drop_session, sqlite, NULL); /* loop: delete on=sqlite */
    require(status == SQLITE_OK, sqlite3_errmsg(sqlite));
}

static void drop_ended_postgresql(PGconn *connection) {
    PQclear(succeeded(PQprepare(connection, "drop", "delete from sessions where token = $1", 1, NULL)));
    PGresult *ended = succeeded(PQexec(connection, ENDED));
    for (int row = 0; row < PQntuples(ended); row++) {
        const char *token = PQgetvalue(ended, row, 0);
        PGresult *done =
            PQexecPrepared(connection, "drop", 1, &token, 0, 0, 0); /* loop: delete on=postgresql */
        PQclear(succeeded(done));
    }
    PQclear(ended);
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    set_up(database,
           "create table sessions (token text primary key, owner text not null, ends integer not null)");
    set_up(database,
           "insert into sessions with recursive n (i) as (select 1 union all select i + 1 from n where"
           " i < 30) select 'token-' || (i * 7919), 'owner ' || i, i from n");
    if (wants_fixed(argc, argv))
        set_up(database, "delete from sessions where ends < 23");
    else if (database.sqlite)
        drop_ended_sqlite(database.sqlite);
    else
        drop_ended_postgresql(database.postgresql);
    close_database(database);
    return EXIT_SUCCESS;
}
