#include "cli/run_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum signal_treatment { IGNORE_IT, HAND_IT_ON };

static const struct {
    int number;
    enum signal_treatment treatment;
} treatments[] = {
    /* A terminal sends these to the command too, which alone decides what they mean. */
    {SIGINT, IGNORE_IT},
    {SIGQUIT, IGNORE_IT},
    {SIGTERM, HAND_IT_ON},
    {SIGHUP, HAND_IT_ON},
};

enum { SIGNALS = sizeof treatments / sizeof *treatments };

/* The command that signals are handed on to. Set while they are blocked, so a handler never sees it unset. */
static volatile pid_t child;

static void hand_on(int number) {
    const int saved = errno;
    kill(child, number);
    errno = saved;
}

static void treat_signals(struct sigaction before[SIGNALS]) {
    for (size_t index = 0; index < SIGNALS; index++) {
        const bool ignore = treatments[index].treatment == IGNORE_IT;
        const struct sigaction action = {.sa_handler = ignore ? SIG_IGN : hand_on, .sa_flags = SA_RESTART};
        sigaction(treatments[index].number, &action, &before[index]);
    }
}

static void restore_signals(const struct sigaction before[SIGNALS]) {
    for (size_t index = 0; index < SIGNALS; index++)
        sigaction(treatments[index].number, &before[index], NULL);
}

static void change_environment(const struct run_variable *variables) {
    for (; variables->name; variables++) {
        if (variables->value)
            setenv(variables->name, variables->value, 1);
        else
            unsetenv(variables->name);
    }
}

/* In the child: becomes the command, or tells the parent why not. */
static _Noreturn void become(char **argv, const struct run_variable *variables, int report_to) {
    change_environment(variables);
    execvp(argv[0], argv);
    const int error = errno;
    if (write(report_to, &error, sizeof error) < 0)
        _exit(126); /* the parent is gone */
    _exit(127);
}

/* The error of the child's exec, or 0 once it has become the command, which closes the pipe. */
static int exec_error(int pipe_end) {
    int error = 0;
    ssize_t length;
    do {
        length = read(pipe_end, &error, sizeof error);
    } while (length < 0 && errno == EINTR);
    return length == (ssize_t)sizeof error ? error : 0;
}

static void wait_for(pid_t pid, int *wait_status) {
    while (waitpid(pid, wait_status, 0) < 0 && errno == EINTR)
        continue;
}

int run_child(char **argv, const struct run_variable *variables, int *wait_status) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    sigset_t handled;
    sigset_t mask_before;
    sigemptyset(&handled);
    for (size_t index = 0; index < SIGNALS; index++)
        sigaddset(&handled, treatments[index].number);
    sigprocmask(SIG_BLOCK, &handled, &mask_before);
    const pid_t pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_SETMASK, &mask_before, NULL);
        become(argv, variables, ends[1]);
    }
    int error = pid < 0 ? errno : 0;
    close(ends[1]);
    if (pid > 0) {
        struct sigaction before[SIGNALS];
        child = pid;
        treat_signals(before);
        sigprocmask(SIG_SETMASK, &mask_before, NULL);
        error = exec_error(ends[0]);
        wait_for(pid, wait_status);
        restore_signals(before);
    }
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    close(ends[0]);
    return error;
}

int run_child_end_alike(int wait_status) {
    if (!WIFSIGNALED(wait_status))
        return WEXITSTATUS(wait_status);
    const int number = WTERMSIG(wait_status);
    const struct rlimit no_core = {0, 0}; /* the command has written its own */
    setrlimit(RLIMIT_CORE, &no_core);
    signal(number, SIG_DFL);
    raise(number);
    return 128 + number;
}
