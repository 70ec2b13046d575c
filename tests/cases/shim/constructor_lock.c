/*
 * A plug-in's constructor runs statements while another thread runs the program's first one: it has told the
 * thread to go, and goes on once that thread has got somewhere and stands still. (The loader's lock is held
 * around constructors.)
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "case_sqlite.h"

static sem_t ready;
static pthread_t thread;
static int thread_id;
static sqlite3 *db;

static void *first_statement(void *unused) {
    (void)unused;
    __atomic_store_n(&thread_id, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
    sem_wait(&ready);
    MUST(sqlite3_exec(db, "select 1 from sqlite_master", NULL, NULL, NULL) == SQLITE_OK);
    __atomic_store_n(&thread_id, -1, __ATOMIC_RELEASE);
    return NULL;
}

/* True when the thread has ended, or sleeps in a lock (and not in the semaphore: it has been posted). */
static int stands_still(void) {
    char path[64];
    char line[256] = "";
    const int number = __atomic_load_n(&thread_id, __ATOMIC_ACQUIRE);
    if (number <= 0)
        return number < 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", number);
    FILE *file = fopen(path, "r");
    if (!file)
        return 1;
    const char *read = fgets(line, sizeof line, file);
    fclose(file);
    const char *state = read ? strrchr(line, ')') : NULL;
    return state && state[2] == 'S';
}

__attribute__((constructor)) static void construct(void) {
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    MUST(sem_init(&ready, 0, 0) == 0);
    MUST(pthread_create(&thread, NULL, first_statement, NULL) == 0);
    while (__atomic_load_n(&thread_id, __ATOMIC_ACQUIRE) == 0)
        continue;
    sem_post(&ready);
    for (int seen = 0; seen < 1000;)
        seen = stands_still() ? seen + 1 : 0;
    sqlite3 *other = NULL;
    MUST(sqlite3_open(":memory:", &other) == SQLITE_OK);
    MUST(sqlite3_exec(other, "select 2 from sqlite_master", NULL, NULL, NULL) == SQLITE_OK);
    puts("constructed");
}

int list_items(int count);
int list_items(int count) {
    MUST(pthread_join(thread, NULL) == 0);
    return count;
}
