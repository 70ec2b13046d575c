/*
 * Work that one thread hands over to another, by semaphores, and waits for: `hand_overs HOW COUNT`. Prints
 * nanoseconds of one round trip, the best of ROUNDS rounds of COUNT round trips each. The process has run a
 * statement before. HOW says what the other thread does for each: `nothing`, or a `look-up` by primary key.
 */
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rounds.h"

enum { ROWS = 1000 };

struct bench {
    sqlite3_stmt *look_up; /* NULL: nothing is looked up */
    sem_t given;
    sem_t done;
    long number; /* -1: there is no more */
};

static void must(int result, int expected, const char *what) {
    if (result == expected)
        return;
    fprintf(stderr, "hand_overs: %s: error %d\n", what, result);
    exit(1);
}

static void look_up(struct bench *bench) {
    must(sqlite3_bind_int64(bench->look_up, 1, bench->number % ROWS + 1), SQLITE_OK, "binding");
    must(sqlite3_step(bench->look_up), SQLITE_ROW, "looking up");
    must(sqlite3_reset(bench->look_up), SQLITE_OK, "resetting");
}

static void *work(void *context) {
    struct bench *bench = context;
    for (;;) {
        must(sem_wait(&bench->given), 0, "waiting for work");
        if (bench->number < 0)
            return NULL;
        if (bench->look_up)
            look_up(bench);
        must(sem_post(&bench->done), 0, "answering");
    }
}

static void hand_over(struct bench *bench, long number) {
    bench->number = number;
    must(sem_post(&bench->given), 0, "handing over");
}

static __attribute__((noinline)) void round_trip(void *context, long number) {
    struct bench *bench = context;
    hand_over(bench, number);
    must(sem_wait(&bench->done), 0, "waiting for the answer");
}

int main(int argc, char **argv) {
    static struct bench bench;
    sqlite3 *database;
    pthread_t worker;
    if (argc != 3 || (strcmp(argv[1], "nothing") != 0 && strcmp(argv[1], "look-up") != 0)) {
        fprintf(stderr, "usage: hand_overs nothing|look-up COUNT\n");
        return 2;
    }
    must(sqlite3_open(":memory:", &database), SQLITE_OK, "opening");
    must(sqlite3_exec(database,
                      "create table t(id integer primary key, v int);"
                      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)"
                      "insert into t select i, i * 2 from n",
                      NULL, NULL, NULL),
         SQLITE_OK, "filling the table");
    if (strcmp(argv[1], "look-up") == 0)
        must(sqlite3_prepare_v2(database, "select v from t where id = ?", -1, &bench.look_up, NULL),
             SQLITE_OK, "preparing");
    must(sem_init(&bench.given, 0, 0), 0, "making a semaphore");
    must(sem_init(&bench.done, 0, 0), 0, "making a semaphore");
    must(pthread_create(&worker, NULL, work, &bench), 0, "starting a thread");
    printf("%.1f\n", best_round(round_trip, &bench, atol(argv[2])));
    hand_over(&bench, -1);
    must(pthread_join(worker, NULL), 0, "waiting for the thread");
    sqlite3_finalize(bench.look_up);
    sqlite3_close(database);
    return 0;
}
