/*
 * What to write into the configuration of whatever starts a service, so that it is recorded: lines to copy.
 */
#ifndef LOOPLINE_CLI_DOCTOR_SETUP_LINES_H
#define LOOPLINE_CLI_DOCTOR_SETUP_LINES_H

#include <stdio.h>

/* `shim`: path of libloopline.so as the service sees it. */
void doctor_print_setup_lines(FILE *stream, const char *shim);

#endif
