/* 5,000 threads, one after the other in rows of ten, each with one statement on its own connection. */
#include <pthread.h>
#include <string.h>

#include "case_sqlite.h"

enum { THREADS = 5000, AT_ONCE = 10 };

static sqlite3 *databases[AT_ONCE];

static void *one_statement(void *db) {
    MUST(look_up(db, 5) == 1);
    return NULL;
}

static int open_descriptors(void) {
    int descriptors = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    MUST(status);
    while (fgets(line, sizeof line, status))
        sscanf(line, "FDSize: %d", &descriptors);
    fclose(status);
    return descriptors;
}

int main(void) {
    for (int i = 0; i < AT_ONCE; i++)
        databases[i] = open_items(":memory:");
    for (int started = 0; started < THREADS; started += AT_ONCE) {
        pthread_t threads[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++)
            MUST(pthread_create(&threads[i], NULL, one_statement, databases[i]) == 0);
        for (int i = 0; i < AT_ONCE; i++)
            MUST(pthread_join(threads[i], NULL) == 0);
    }
    printf("room for %d descriptors\n", open_descriptors());
    return 0;
}
