/*
 * Where the shim of this installation lies.
 */
#ifndef LOOPLINE_CLI_SHIM_PATH_H
#define LOOPLINE_CLI_SHIM_PATH_H

/*
 * The absolute path of libloopline.so: beside this program (a build directory), in ../lib/loopline (an
 * installation), or in ../lib/TUPLE/loopline (a Debian package). The caller frees it. NULL with errno set
 * where neither is there.
 */
char *shim_path(void);

#endif
