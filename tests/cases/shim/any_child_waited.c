/*
 * A program that has no child, in which a thread asks for one of any kind for as long as it lives: by
 * waitpid, wait3, wait4 or waitid, or by waitid that leaves the child to be waited for ("look").
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_sqlite.h"

static const char *way;

static pid_t any_child(void) {
    siginfo_t information = {0};
    if (strcmp(way, "waitpid") == 0)
        return waitpid(-1, NULL, __WALL | WNOHANG);
    if (strcmp(way, "wait3") == 0)
        return wait3(NULL, __WALL | WNOHANG, NULL);
    if (strcmp(way, "wait4") == 0)
        return wait4(-1, NULL, __WALL | WNOHANG, NULL);
    const int look = strcmp(way, "look") == 0 ? WNOWAIT : 0;
    return waitid(P_ALL, 0, &information, __WALL | WEXITED | WNOHANG | look) == 0 ? information.si_pid : 0;
}

static void *wait_for_children(void *unused) {
    (void)unused;
    while (any_child() <= 0) {
    }
    if (write(STDOUT_FILENO, "there was a child\n", 18) < 0)
        _exit(1);
    return NULL;
}

int main(int argc, char **argv) {
    pthread_t thread;
    MUST(argc == 2);
    way = argv[1];
    sqlite3 *db = open_items(":memory:");
    for (int id = 1; id <= 10; id++)
        MUST(look_up(db, id) == 1);
    MUST(pthread_create(&thread, NULL, wait_for_children, NULL) == 0);
    return 0;
}
