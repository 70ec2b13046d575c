/* Runs a command as if the user had run it directly: same terminal, same signals, same exit status. */
#ifndef LOOPLINE_CLI_RUN_CHILD_H
#define LOOPLINE_CLI_RUN_CHILD_H

struct run_variable {
    const char *name;
    const char *value; /* NULL: remove the variable */
};

/*
 * Runs argv (NULL-terminated, looked up in PATH) with `variables` (the last has no name) in its environment,
 * and waits until it ends. The terminal's signals reach the command directly and are ignored here; SIGTERM
 * and SIGHUP are forwarded; afterwards all signals are handled as before. Returns 0 and sets `*wait_status`
 * as waitpid(2) does, or returns the errno value that prevented the start.
 */
int run_child(char **argv, const struct run_variable *variables, int *wait_status);

/*
 * Ends this program as the command ended: returns its exit status, or dies by the same signal. If that signal
 * does not kill this program, returns 128 plus its number, as a shell does.
 */
int run_child_end_alike(int wait_status);

#endif
