/*
 * A thread is cancelled while it waits for PQexec, then the program goes on. The main thread knows that the
 * statement has begun from another connection, which sees it wait for a lock.
 */
#include <pthread.h>

#include "case_postgresql.h"

static PGconn *waiting;

static void *wait_for_lock(void *unused) {
    (void)unused;
    PQclear(PQexec(waiting, "select pg_advisory_lock(42) as waited"));
    return NULL;
}

int main(void) {
    pthread_t thread;
    void *result = NULL;
    PGconn *connection = open_items();
    waiting = connect_to_server();
    expect(connection, PQexec(connection, "select pg_advisory_lock(42)"), PGRES_TUPLES_OK);
    MUST(pthread_create(&thread, NULL, wait_for_lock, NULL) == 0);
    int waits = 0;
    while (waits == 0)
        waits =
            expect(connection,
                   PQexec(connection, "select 1 from pg_locks where locktype = 'advisory' and not granted"),
                   PGRES_TUPLES_OK);
    MUST(pthread_cancel(thread) == 0);
    MUST(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
    for (int i = 0; i < 5; i++)
        MUST(look_up(connection, "5") == 1);
    PQfinish(connection);
    puts("cancelled");
    return 0;
}
