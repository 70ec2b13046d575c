/* Statements on small stacks: threads and a coroutine with as many KiB as the argument says. */
#include <pthread.h>
#include <string.h>
#include <ucontext.h>

#include "case_sqlite.h"

static sqlite3 *db;
static ucontext_t here;
static ucontext_t there;

static void *open_database(void *unused) {
    (void)unused;
    db = open_items(":memory:");
    return NULL;
}

static void *one_statement(void *unused) {
    (void)unused;
    MUST(look_up(db, 5) == 1);
    return NULL;
}

static void coroutine(void) {
    one_statement(NULL);
}

int main(int argc, char **argv) {
    MUST(argc == 2);
    const size_t bytes = (size_t)atoi(argv[1]) << 10;
    pthread_attr_t attributes;
    pthread_t thread;
    /* The first statement, which has most to do, runs on a small stack too. */
    MUST(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, bytes) == 0);
    MUST(pthread_create(&thread, &attributes, open_database, NULL) == 0);
    MUST(pthread_join(thread, NULL) == 0);
    MUST(pthread_create(&thread, &attributes, one_statement, NULL) == 0);
    MUST(pthread_join(thread, NULL) == 0);
    MUST(getcontext(&there) == 0);
    there.uc_stack.ss_sp = calloc(1, bytes);
    there.uc_stack.ss_size = bytes;
    there.uc_link = &here;
    makecontext(&there, coroutine, 0);
    MUST(swapcontext(&here, &there) == 0);
    puts("done");
    return 0;
}
