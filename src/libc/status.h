/* fstat and stat without linking to symbols that only glibc 2.33 and newer have. */
#ifndef LOOPLINE_LIBC_STATUS_H
#define LOOPLINE_LIBC_STATUS_H

#include <sys/stat.h>

/* Returns 0, or a negative errno value. Keeps errno. Any thread. */
int descriptor_status(int descriptor, struct stat *status);
int path_status(const char *path, struct stat *status);

#endif
