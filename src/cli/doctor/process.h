/*
 * Is a running process being intercepted, and if not, why? Reads /proc alone; the process is not touched.
 */
#ifndef LOOPLINE_CLI_DOCTOR_PROCESS_H
#define LOOPLINE_CLI_DOCTOR_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "diagnosis.h"

/*
 * Adds what is to be said of process `pid` and sets *program to its program's path, which the caller frees.
 * Returns false, with the reason said on standard error and *program NULL, where there is no such process or
 * it may not be looked into.
 */
bool doctor_examine_process(pid_t pid, struct doctor_diagnosis *diagnosis, char **program);

#endif
