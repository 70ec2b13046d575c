#include "program.h"

#include <string.h>
#include <unistd.h>

#include "host/memory.h"

enum { PATH_BYTES = 4096 };

/* The path lies in memory of its own, zeroed: the process's first statement may run on a small stack. */
bool program_is_called(const char *beginning) {
    char *path = memory_map(PATH_BYTES);
    const ssize_t length = path ? readlink("/proc/self/exe", path, PATH_BYTES - 1) : 0;
    const char *slash = length > 0 ? strrchr(path, '/') : NULL;
    const bool is_called = slash && strncmp(slash + 1, beginning, strlen(beginning)) == 0;
    memory_unmap(path, PATH_BYTES);
    return is_called;
}
