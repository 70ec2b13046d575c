/*
 * A program that watches its children: "ignore" sets SIGCHLD to be ignored, "handler" waits for any child in
 * a handler, each time told by a byte on standard output; at exit it has none and must hear of none.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_sqlite.h"

static void child_ended(int signal) {
    const int saved = errno;
    (void)signal;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        if (write(STDOUT_FILENO, "a child\n", 8) < 0)
            _exit(1);
    if (write(STDOUT_FILENO, "a signal\n", 9) < 0)
        _exit(1);
    errno = saved;
}

static void look_for_children(void) {
    if (wait(NULL) >= 0 || errno != ECHILD)
        puts("there was a child");
}

int main(int argc, char **argv) {
    MUST(argc == 2);
    signal(SIGCHLD, strcmp(argv[1], "ignore") == 0 ? SIG_IGN : child_ended);
    sqlite3 *db = open_items(":memory:");
    for (int id = 1; id <= 10; id++)
        MUST(look_up(db, id) == 1);
    atexit(look_for_children);
    return 0;
}
