/*
 * Runs 3 look-ups, makes a child in the way the argument names, and runs 2 more; the child, where it is one
 * that can, runs 5 on a database of its own. Each process prints its number.
 */
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_sqlite.h"

extern char **environ;

static void look_up_some(int count) {
    sqlite3 *db = open_items(":memory:");
    for (int id = 1; id <= count; id++)
        MUST(look_up(db, id) == 1);
    sqlite3_close(db);
}

static void run_as_child(void) {
    printf("child %d\n", (int)getpid());
    fflush(stdout);
    look_up_some(5);
}

static void wait_for(pid_t child) {
    int status = 0;
    MUST(child > 0 && waitpid(child, &status, 0) == child);
    printf("ended %d\n", status);
}

static void with_fork(void) {
    const pid_t child = fork();
    if (child == 0) {
        run_as_child();
        exit(0);
    }
    wait_for(child);
}

/* As multiprocessing does: no exit handlers. */
static void with_fork_and_quick_end(void) {
    const pid_t child = fork();
    if (child == 0) {
        run_as_child();
        _exit(0);
    }
    wait_for(child);
}

/* A bare system call: no fork handler runs. */
static void with_system_call(void) {
    const pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
        run_as_child();
        _exit(0);
    }
    wait_for(child);
}

static void with_system_call_idle(void) {
    const pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0)
        _exit(0);
    wait_for(child);
}

static char *const child_arguments[] = {"fork_ways", "as-child", NULL};

static void with_fork_and_exec(void) {
    const pid_t child = fork();
    if (child == 0) {
        execv("/proc/self/exe", child_arguments);
        _exit(127);
    }
    wait_for(child);
}

static void with_vfork_and_exec(void) {
    const pid_t child = vfork();
    if (child == 0) {
        execv("/proc/self/exe", child_arguments);
        _exit(127);
    }
    wait_for(child);
}

/* exec fails, and the child ends in its parent's memory. */
static void with_vfork_and_failure(void) {
    const pid_t child = vfork();
    if (child == 0) {
        execl("/no/such/program", "program", NULL);
        _exit(127);
    }
    wait_for(child);
}

static void with_spawn(void) {
    pid_t child = 0;
    MUST(posix_spawn(&child, "/proc/self/exe", NULL, NULL, child_arguments, environ) == 0);
    wait_for(child);
}

/* A daemon: twice forked, its own session, no descriptors, no directory. The grandchild reports by a pipe. */
static void with_daemon(void) {
    int done[2];
    char byte;
    MUST(pipe(done) == 0);
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() != 0)
            _exit(0);
        MUST(chdir("/") == 0);
        for (int descriptor = 0; descriptor < 1024; descriptor++)
            if (descriptor != done[1])
                close(descriptor);
        look_up_some(5);
        exit(0);
    }
    close(done[1]);
    wait_for(child);
    MUST(read(done[0], &byte, 1) == 0); /* the daemon has ended */
}

static void with_exec(void) {
    fflush(stdout);
    execv("/proc/self/exe", child_arguments);
}

static const struct way {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"as-child", run_as_child},
    {"fork", with_fork},
    {"fork-_exit", with_fork_and_quick_end},
    {"clone", with_system_call},
    {"clone-idle", with_system_call_idle},
    {"fork-exec", with_fork_and_exec},
    {"vfork-exec", with_vfork_and_exec},
    {"vfork-failure", with_vfork_and_failure},
    {"spawn", with_spawn},
    {"daemon", with_daemon},
    {"exec", with_exec},
};

int main(int argc, char **argv) {
    MUST(argc == 2);
    if (strcmp(argv[1], "as-child") == 0) {
        run_as_child();
        return 0;
    }
    printf("parent %d\n", (int)getpid());
    look_up_some(3);
    fflush(stdout);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(argv[1], ways[i].name) == 0)
            ways[i].run();
    look_up_some(2);
    return 0;
}
