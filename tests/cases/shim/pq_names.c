/* Names of prepared statements, and what they stand for as time goes by. */
#include "case_postgresql.h"

static PGconn *one;
static PGconn *two;

static void command(PGconn *connection, const char *sql) {
    expect(connection, PQexec(connection, sql), PGRES_COMMAND_OK);
}

static void query(PGconn *connection, const char *sql, int times) {
    for (int i = 0; i < times; i++)
        MUST(expect(connection, PQexec(connection, sql), PGRES_TUPLES_OK) == 1);
}

static void prepare(PGconn *connection, const char *name, const char *sql) {
    expect(connection, PQprepare(connection, name, sql, 0, NULL), PGRES_COMMAND_OK);
}

static void execute(PGconn *connection, const char *name, int times) {
    for (int i = 0; i < times; i++)
        MUST(expect(connection, PQexecPrepared(connection, name, 0, NULL, NULL, NULL, 0), PGRES_TUPLES_OK) ==
             1);
}

static void in_text(void) {
    command(one, "prepare by_text (int) as select name as a1 from items where id = $1");
    query(one, "execute by_text (7)", 3);
    query(one, "EXECUTE \"by_text\"(8)", 2);
    execute(one, "by_text", 0);
    command(one, "deallocate by_text");
    command(one, "prepare by_text as select name as a2 from items where id = 1");
    query(one, "execute by_text", 4);
    execute(one, "by_text", 1); /* by the protocol, prepared in text */
    command(one, "deallocate all");
}

static void used_again(void) {
    prepare(one, "name", "select name as b1 from items where id = 1");
    execute(one, "name", 2);
    command(one, "deallocate prepare name");
    prepare(one, "name", "select name as b2 from items where id = 1");
    execute(one, "name", 3);
    query(one, "execute name", 1); /* in text, prepared by the protocol */
    command(one, "discard all");
}

static void on_two_connections(void) {
    prepare(one, "shared", "select 1 as c1 from pg_class limit 1");
    prepare(two, "shared", "select 1 as c2 from pg_class limit 1");
    for (int i = 0; i < 3; i++) {
        execute(one, "shared", 1);
        execute(two, "shared", 2);
    }
}

static void take_results(PGconn *connection) {
    for (PGresult *result = PQgetResult(connection); result; result = PQgetResult(connection))
        PQclear(result);
}

/* A name that is taken already: the server refuses, and the first text stays. */
static void refused(void) {
    prepare(one, "taken", "select 1 as d1 from pg_class limit 1");
    PQclear(PQprepare(one, "taken", "select 1 as d2 from pg_class limit 1", 0, NULL));
    execute(one, "taken", 2);
    MUST(PQsendPrepare(one, "taken", "select 1 as d3 from pg_class limit 1", 0, NULL));
    take_results(one);
    execute(one, "taken", 2);
    PQclear(PQexec(one, "prepare taken as select 1 as d4 from pg_class limit 1"));
    execute(one, "taken", 2);
    MUST(PQsendQuery(one, "prepare taken as select 1 as d5 from pg_class limit 1"));
    take_results(one);
    execute(one, "taken", 2);
}

/* The same with a name that was sent to be prepared, and one that was given back in between. */
static void refused_after_sent(void) {
    MUST(PQsendPrepare(one, "sent", "select 1 as f1 from pg_class limit 1", 0, NULL));
    take_results(one);
    MUST(PQsendPrepare(one, "sent", "select 1 as f2 from pg_class limit 1", 0, NULL));
    take_results(one);
    execute(one, "sent", 2);
    command(one, "deallocate sent");
    MUST(PQsendQuery(one, "prepare sent as select 1 as f3 from pg_class limit 1"));
    take_results(one);
    MUST(PQsendPrepare(one, "sent", "select 1 as f4 from pg_class limit 1", 0, NULL));
    take_results(one);
    execute(one, "sent", 3);
}

static void take_synchronisations(PGconn *connection, int count) {
    while (count > 0) {
        PGresult *result = PQgetResult(connection);
        count -= result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
}

/* Two settings of a name under way at once: both refused, then the first refused and the second taken. */
static void refused_in_a_pipeline(void) {
    MUST(PQenterPipelineMode(one));
    MUST(PQsendPrepare(one, "sent", "select 1 as f5 from pg_class limit 1", 0, NULL));
    MUST(PQsendPrepare(one, "sent", "select 1 as f6 from pg_class limit 1", 0, NULL));
    MUST(PQpipelineSync(one));
    take_synchronisations(one, 1);
    MUST(PQsendPrepare(one, "late", "select 1 as f7 from no_such_table limit 1", 0, NULL));
    MUST(PQpipelineSync(one));
    MUST(PQsendPrepare(one, "late", "select 1 as f8 from pg_class limit 1", 0, NULL));
    MUST(PQpipelineSync(one));
    take_synchronisations(one, 2);
    MUST(PQexitPipelineMode(one));
    execute(one, "sent", 4);
    execute(one, "late", 5);
}

/* After a reset the session is a new one. */
static void after_reset(void) {
    prepare(two, "gone", "select 1 as e1 from pg_class limit 1");
    execute(two, "gone", 2);
    PQreset(two);
    MUST(PQstatus(two) == CONNECTION_OK);
    PQclear(PQexecPrepared(two, "gone", 0, NULL, NULL, NULL, 0)); /* an error, of no known text */
    prepare(two, "gone", "select 1 as e2 from pg_class limit 1");
    execute(two, "gone", 3);
}

int main(void) {
    one = connect_to_server();
    two = connect_to_server();
    command(one, "create table if not exists items as select 1 as id, 'a' as name union all select 7, 'b' "
                 "union all select 8, 'c'");
    in_text();
    used_again();
    on_two_connections();
    refused();
    refused_after_sent();
    refused_in_a_pipeline();
    after_reset();
    PQfinish(one);
    PQfinish(two);
    puts("done");
    return 0;
}
