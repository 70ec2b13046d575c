/*
 * fstat and stat without their symbols, which came with glibc 2.33.
 */
#ifndef LOOPLINE_LIBC_STATUS_H
#define LOOPLINE_LIBC_STATUS_H

#include <sys/stat.h>

/* 0, or minus an errno value; errno is kept. Any thread. */
int descriptor_status(int descriptor, struct stat *status);
int path_status(const char *path, struct stat *status);

#endif
