/* Finds the captures of running processes among their mapped files. */
#ifndef LOOPLINE_CLI_LIVE_H
#define LOOPLINE_CLI_LIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads a process id as a user writes it. Returns false for any other text. */
bool live_parse_pid(const char *text, pid_t *pid);

/*
 * Calls `visit` with the path of each file that the process has mapped and that is called *.capture, as this
 * process reaches it (a container has another root), until it returns true. Returns whether it did; false
 * with errno set where the process cannot be looked at, with errno 0 where nothing was taken.
 */
bool live_visit_captures(pid_t pid, bool (*visit)(const char *path, void *context), void *context);

#endif
