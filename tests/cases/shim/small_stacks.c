/*
 * The process's first statement on a thread with as many KiB of stack as the argument says; or, without an
 * argument, the process's end in a signal handler on an alternate stack of 8 KiB, below which nothing can be
 * written.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "case_sqlite.h"

enum { PAGE = 4096, ALTERNATE = 8192 };

static sqlite3 *db;

static void *first_statement(void *unused) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, "select 42", -1, &statement, NULL) == SQLITE_OK);
    MUST(sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int(statement, 0) == 42);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    return unused;
}

static void leave(int number) {
    (void)number;
    _exit(9);
}

static void end_in_handler(void) {
    char *memory = mmap(NULL, PAGE + ALTERNATE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(memory != MAP_FAILED && mprotect(memory, PAGE, PROT_NONE) == 0);
    const stack_t stack = {.ss_sp = memory + PAGE, .ss_size = ALTERNATE};
    const struct sigaction action = {.sa_handler = leave, .sa_flags = SA_ONSTACK};
    MUST(sigaltstack(&stack, NULL) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
    first_statement(NULL);
    raise(SIGUSR1);
}

int main(int argc, char **argv) {
    pthread_attr_t attributes;
    pthread_t thread;
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    if (argc < 2)
        end_in_handler();
    MUST(pthread_attr_init(&attributes) == 0);
    MUST(pthread_attr_setstacksize(&attributes, (size_t)atoi(argv[1]) << 10) == 0);
    MUST(pthread_create(&thread, &attributes, first_statement, NULL) == 0);
    MUST(pthread_join(thread, NULL) == 0);
    puts("done");
    return 0;
}
