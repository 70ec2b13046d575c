/*
 * Makes a folder this process's root, so that a program of an image is found, and its libraries are, as they
 * are where the image runs.
 */
#ifndef LOOPLINE_CLI_DOCTOR_ENTER_H
#define LOOPLINE_CLI_DOCTOR_ENTER_H

#include <stdbool.h>

/*
 * Enters `root` for good; PATH and LD_LIBRARY_PATH become those of a system that was just started. A user
 * other than root enters it by a user namespace. Returns false where the system allows neither, with the
 * reason said on standard error.
 */
bool doctor_enter_root(const char *root);

#endif
