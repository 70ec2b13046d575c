#include "status.h"

#include "system_call.h"

/* On x86-64 the kernel's structure and the C library's are the same. */
int descriptor_status(int descriptor, struct stat *status) {
    return (int)system_call4(SYS_fstat, descriptor, (long)status, 0, 0);
}

int path_status(const char *path, struct stat *status) {
    return (int)system_call4(SYS_stat, (long)path, (long)status, 0, 0);
}
