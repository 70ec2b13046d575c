/* Finds the shim of this installation. */
#ifndef LOOPLINE_CLI_SHIM_PATH_H
#define LOOPLINE_CLI_SHIM_PATH_H

/*
 * The absolute path of libloopline.so: beside this program (a build directory), in ../lib/loopline (an
 * installation), or in ../lib/TUPLE/loopline (a Debian package). The caller frees it. NULL, with errno set,
 * if it is in none of them.
 */
char *shim_path(void);

#endif
