/*
 * `loopline doctor --root DIR`: what an image or root folder holds that matters to Loopline, without running
 * anything of it. Links are followed within the folder only.
 */
#ifndef LOOPLINE_CLI_DOCTOR_ROOT_H
#define LOOPLINE_CLI_DOCTOR_ROOT_H

#include "diagnosis.h"

/*
 * Adds to `diagnosis` what was found below `root`. Returns the path of the shim inside the root, or where one
 * would be copied to, freed by the caller; NULL, said, where the folder cannot be read.
 */
char *doctor_examine_root(const char *root, struct doctor_diagnosis *diagnosis);

#endif
