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

/* A name that is taken already: the server refuses, and the first text stays. */
static void refused(void) {
    prepare(one, "taken", "select 1 as d1 from pg_class limit 1");
    PQclear(PQprepare(one, "taken", "select 1 as d2 from pg_class limit 1", 0, NULL));
    execute(one, "taken", 2);
    MUST(PQsendPrepare(one, "taken", "select 1 as d3 from pg_class limit 1", 0, NULL));
    for (PGresult *result = PQgetResult(one); result; result = PQgetResult(one))
        PQclear(result);
    execute(one, "taken", 2);
    PQclear(PQexec(one, "prepare taken as select 1 as d4 from pg_class limit 1"));
    execute(one, "taken", 2);
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
    after_reset();
    PQfinish(one);
    PQfinish(two);
    puts("done");
    return 0;
}
