/* The report at the process's exit. The command makes it in a process of its own. */
#ifndef LOOPLINE_SHIM_RECORDER_REPORTER_H
#define LOOPLINE_SHIM_RECORDER_REPORTER_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Runs `loopline report` on a sealed capture, whose path ends in ".capture", and waits for it for at most
 * LOOPLINE_WAIT seconds. If there is no report by then, or none can be made, it says so on standard error.
 * The host sees no SIGCHLD and no child.
 */
void reporter_run(const char *capture_path);

/* Returns true if the process is one that reporter_run has made as a child of this one. Any thread. */
bool reporter_is_process(pid_t process);

/*
 * Prints one line on standard error: the capture at this prefix could not be created, because of this errno
 * value.
 */
void reporter_say_refused(const char *path, int error);

#endif
