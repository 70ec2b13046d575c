#include "cli/shim_path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of libraries of this architecture, as Debian calls it (multiarch tuples). */
#if defined(__x86_64__)
#define MULTIARCH "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define MULTIARCH "aarch64-linux-gnu"
#endif

char *shim_path(void) {
    static const char *const places[] = {"libloopline.so", "../lib/loopline/libloopline.so",
                                         "../lib/" MULTIARCH "/loopline/libloopline.so"};
    char program[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length < 0)
        return NULL;
    program[length] = '\0';
    char *file_name = strrchr(program, '/') + 1; /* the link holds an absolute path */
    *file_name = '\0';

    char *found = NULL;
    for (size_t index = 0; !found && index < sizeof places / sizeof *places; index++) {
        char path[PATH_MAX + 64];
        snprintf(path, sizeof path, "%s%s", program, places[index]);
        found = realpath(path, NULL);
    }
    return found;
}
