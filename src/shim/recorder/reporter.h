/*
 * The report at a process's exit, made by the command in a process of its own.
 */
#ifndef LOOPLINE_SHIM_RECORDER_REPORTER_H
#define LOOPLINE_SHIM_RECORDER_REPORTER_H

/* Runs `loopline report` on a sealed capture and waits for it. The host sees no SIGCHLD and no child. */
void reporter_run(const char *capture_path);

/* One line on standard error: nothing was recorded, and why. */
void reporter_say_refused(const char *path, int error);

#endif
