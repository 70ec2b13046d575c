/*
 * Forks while other threads are in the loader: they open and close a library, and make an iconv conversion.
 * Each child runs statements and ends by _exit with 0, or by an alarm. Tells how the children ended.
 *
 *     fork_in_loader CHILDREN first|before
 *
 * before: the parent has run statements too, at other call sites.
 */
#include <dlfcn.h>
#include <iconv.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_sqlite.h"

enum { SECONDS = 20, AT_ONCE = 4 };

static void *open_and_close(void *unused) {
    (void)unused;
    for (;;) {
        void *library = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
        void *other = dlopen("libanl.so.1", RTLD_NOW | RTLD_LOCAL);
        if (library)
            dlclose(library);
        if (other)
            dlclose(other);
    }
    return NULL;
}

static void *convert(void *unused) {
    (void)unused;
    for (;;) {
        iconv_t conversion = iconv_open("UTF-16", "ISO-8859-15");
        if (conversion != (iconv_t)-1)
            iconv_close(conversion);
    }
    return NULL;
}

static int statements(void) {
    sqlite3 *db = open_items(":memory:");
    int rows = 0;
    for (int i = 1; i <= 3; i++)
        rows += look_up(db, i);
    sqlite3_close(db);
    return rows == 3 ? 0 : 3;
}

static pid_t start_child(void) {
    const pid_t child = fork();
    if (child)
        return child;
    alarm(SECONDS);
    const int status = statements();
    _exit(status);
}

static void end_child(int *good, int *stopped) {
    int status = 0;
    MUST(wait(&status) > 0);
    *good += status == 0;
    *stopped += WIFSIGNALED(status);
    if (status)
        fprintf(stderr, "a child ended with status 0x%x\n", status);
}

int main(int argc, char **argv) {
    const int children = argc > 1 ? atoi(argv[1]) : 100;
    int good = 0;
    int stopped = 0;
    pthread_t thread;
    if (argc > 2 && strcmp(argv[2], "before") == 0) {
        sqlite3 *db = open_items(":memory:");
        MUST(sqlite3_exec(db, "select 1", NULL, NULL, NULL) == SQLITE_OK);
        sqlite3_close(db);
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&thread, NULL, open_and_close, NULL) == 0);
        MUST(pthread_create(&thread, NULL, convert, NULL) == 0);
    }
    for (int i = 0; i < children; i++) {
        MUST(start_child() > 0);
        if (i >= AT_ONCE)
            end_child(&good, &stopped);
    }
    for (int i = 0; i < children && i < AT_ONCE; i++)
        end_child(&good, &stopped);
    printf("%d children, %d well, %d stopped\n", children, good, stopped);
    fflush(stdout);
    _exit(0);
}
