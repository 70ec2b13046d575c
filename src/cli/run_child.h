/*
 * A command that is run for the user, as if it had been run directly: same terminal, same signals, same end.
 */
#ifndef LOOPLINE_CLI_RUN_CHILD_H
#define LOOPLINE_CLI_RUN_CHILD_H

struct run_variable {
    const char *name;
    const char *value; /* NULL: the variable is taken away */
};

/*
 * Runs argv (NULL-terminated, looked up in PATH) with `variables` (ended by one without a name) in its
 * environment, and waits for its end. Signals of the terminal reach it by themselves and are passed over
 * here; SIGTERM and SIGHUP are handed on to it; afterwards all have their former meaning again. Returns 0 and
 * the status of waitpid(2), or the error that kept the command from being started.
 */
int run_child(char **argv, const struct run_variable *variables, int *wait_status);

/*
 * Ends this program as the command ended: returns its exit status, or dies by the signal that it died of.
 * Where that signal does not kill, returns 128 plus its number, as a shell tells it.
 */
int run_child_end_alike(int wait_status);

#endif
