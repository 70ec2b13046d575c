/*
 * THREADS threads at once that run SITES call sites between them, a few times each; "all" as third argument:
 * each runs all of them. Each site looks up by the rows of a list.
 */
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "case_sqlite.h"
#include "many_sites.h"

enum { TIMES = 6, STACK_BYTES = 256 * 1024 };

static pthread_barrier_t all_there;
static unsigned threads, sites;
static int every_site;
static __thread sqlite3 *db;

static int look_up_some(void) {
    int rows = 0;
    for (int id = 1; id <= TIMES; id++)
        rows += look_up(db, id);
    return rows;
}

static void *work(void *argument) {
    const unsigned number = (unsigned)(intptr_t)argument;
    db = open_items(":memory:");
    MUST(sqlite3_exec(db, ALL_ITEMS, NULL, NULL, NULL) == SQLITE_OK);
    for (unsigned path = every_site ? 0 : number; path < sites; path += every_site ? 1 : threads)
        MUST(descend(look_up_some, 12, path) == TIMES);
    pthread_barrier_wait(&all_there);
    sqlite3_close(db);
    return NULL;
}

int main(int argc, char **argv) {
    MUST(argc >= 3);
    sites = (unsigned)atoi(argv[1]);
    threads = (unsigned)atoi(argv[2]);
    every_site = argc > 3;
    pthread_t *const started = calloc(threads, sizeof *started);
    pthread_attr_t attributes;
    MUST(started && pthread_barrier_init(&all_there, NULL, threads) == 0);
    MUST(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0);
    for (unsigned i = 0; i < threads; i++)
        MUST(pthread_create(&started[i], &attributes, work, (void *)(intptr_t)i) == 0);
    for (unsigned i = 0; i < threads; i++)
        MUST(pthread_join(started[i], NULL) == 0);
    printf("%u\n", threads * 3 + (every_site ? threads : 1) * sites * TIMES);
    free(started);
    return 0;
}
