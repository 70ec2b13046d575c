/*
 * Files for what is only reachable by a path: in a directory of this process's own, below FUZZ_DIRECTORY
 * (else in memory).
 */
#ifndef TESTS_FUZZ_FILES_H
#define TESTS_FUZZ_FILES_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The directory, made at the first call; what is below it stays for the next input. */
static inline const char *fuzz_directory(void) {
    static char directory[128];
    if (directory[0])
        return directory;
    const char *above = getenv("FUZZ_DIRECTORY");
    snprintf(directory, sizeof directory, "%s/loopline-fuzz-%d", above ? above : "/dev/shm", (int)getpid());
    if (mkdir(directory, 0700))
        abort();
    return directory;
}

static inline void fuzz_write_file(const char *path, const uint8_t *bytes, size_t size) {
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || write(file, bytes, size) != (ssize_t)size)
        abort();
    close(file);
}

#endif
