/* Threads that all live at the same time, each with a connection and some look-ups of its own. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "case_sqlite.h"

static pthread_barrier_t all_there;

static void *work(void *argument) {
    sqlite3 *db = open_items(":memory:");
    intptr_t rows = 0;
    pthread_barrier_wait(&all_there);
    for (int id = 1; id <= 5; id++)
        rows += look_up(db, id);
    pthread_barrier_wait(&all_there);
    sqlite3_close(db);
    return (void *)(rows + (argument == NULL));
}

int main(int argc, char **argv) {
    MUST(argc == 2);
    const int count = atoi(argv[1]);
    pthread_t *const threads = calloc((size_t)count, sizeof *threads);
    pthread_attr_t attributes;
    MUST(threads && pthread_barrier_init(&all_there, NULL, (unsigned)count) == 0);
    MUST(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, 256 * 1024) == 0);
    for (int i = 0; i < count; i++)
        MUST(pthread_create(&threads[i], &attributes, work, threads) == 0);
    intptr_t rows = 0;
    for (int i = 0; i < count; i++) {
        void *found;
        MUST(pthread_join(threads[i], &found) == 0);
        rows += (intptr_t)found;
    }
    printf("%ld rows\n", (long)rows);
    free(threads);
    return 0;
}
