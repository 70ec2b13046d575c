/*
 * A thread hands the ids of a list over to another, which looks them up. Meanwhile signals arrive by the
 * thousand, in either thread and at any place, and their handler wakes a third one.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "case_sqlite.h"

enum { ITEMS = 100, LISTS = 20, TICKS = 500 };

static sem_t given, answered, ticked;
static volatile sig_atomic_t ticks;
static atomic_int current;

static void tick(int signal) {
    const int saved = errno;
    (void)signal;
    ticks++;
    MUST(sem_post(&ticked) == 0);
    errno = saved;
}

static void take(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0)
        MUST(errno == EINTR);
}

static void *work(void *file) {
    sqlite3 *db = NULL;
    MUST(sqlite3_open(file, &db) == SQLITE_OK);
    for (take(&given); atomic_load(&current); take(&given)) {
        MUST(look_up(db, atomic_load(&current)) == 1);
        MUST(sem_post(&answered) == 0);
    }
    MUST(sqlite3_close(db) == SQLITE_OK);
    return NULL;
}

static void *count(void *ignored) {
    for (int i = 0; i < TICKS; i++)
        take(&ticked);
    return ignored;
}

static void look_up_all(sqlite3 *db) {
    int ids[ITEMS];
    int rows = 0;
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, ALL_ITEMS, -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        ids[rows++] = sqlite3_column_int(statement, 0);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    for (int i = 0; i < rows; i++) { /* header line */
        atomic_store(&current, ids[i]);
        MUST(sem_post(&given) == 0); /* loop line */
        take(&answered);
    }
}

int main(int argc, char **argv) {
    const struct itimerval often = {{0, 200}, {0, 200}};
    const struct itimerval never = {0};
    pthread_t worker, counter;
    sigset_t signals;
    MUST(argc == 2);
    sqlite3 *db = open_items(argv[1]);
    MUST(sem_init(&given, 0, 0) == 0 && sem_init(&answered, 0, 0) == 0 && sem_init(&ticked, 0, 0) == 0);
    sigemptyset(&signals);
    sigaddset(&signals, SIGALRM);
    MUST(pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0);
    MUST(pthread_create(&counter, NULL, count, NULL) == 0);
    MUST(pthread_sigmask(SIG_UNBLOCK, &signals, NULL) == 0);
    MUST(pthread_create(&worker, NULL, work, argv[1]) == 0);
    signal(SIGALRM, tick);
    MUST(setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (int i = 0; i < LISTS || ticks < TICKS; i++)
        look_up_all(db);
    MUST(setitimer(ITIMER_REAL, &never, NULL) == 0);
    atomic_store(&current, 0);
    MUST(sem_post(&given) == 0);
    MUST(pthread_join(worker, NULL) == 0 && pthread_join(counter, NULL) == 0);
    MUST(sqlite3_close(db) == SQLITE_OK);
    puts("done");
    return 0;
}
