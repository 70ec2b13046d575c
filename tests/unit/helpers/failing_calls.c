#include "helpers/unit.h"

#include "failing_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>

struct failing_calls failing_calls;

void failing_calls_start(uint32_t number, int error) {
    failing_calls = (struct failing_calls){.counting = true, .fails = number, .error = error};
}

bool failing_calls_stop(void) {
    failing_calls.counting = false;
    return failing_calls.fails && failing_calls.made >= failing_calls.fails;
}

static bool fails(const char *function) {
    struct failing_calls *calls = &failing_calls;
    if (!calls->counting || (calls->only && strcmp(calls->only, function) != 0))
        return false;
    calls->made++;
    if (!calls->fails ||
        (calls->made != calls->fails && !(calls->and_all_behind && calls->made > calls->fails)))
        return false;
    errno = calls->error;
    return true;
}

/* The linker gives these names their meaning (ld(1), --wrap). NOLINTBEGIN(bugprone-reserved-identifier) */
int __real_open(const char *path, int flags, mode_t mode);
int __real_descriptor_status(int descriptor, struct stat *status);
int __real_ftruncate(int descriptor, off_t size);
int __real_mkdir(const char *path, mode_t mode);
void *__real_mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset);
int __real_munmap(void *address, size_t bytes);
int __real_posix_fallocate(int descriptor, off_t offset, off_t bytes);
int __wrap_open(const char *path, int flags, ...);
int __wrap_descriptor_status(int descriptor, struct stat *status);
int __wrap_ftruncate(int descriptor, off_t size);
int __wrap_mkdir(const char *path, mode_t mode);
void *__wrap_mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset);
int __wrap_munmap(void *address, size_t bytes);
int __wrap_posix_fallocate(int descriptor, off_t offset, off_t bytes);

int __wrap_open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    return fails("open") ? -1 : __real_open(path, flags, mode);
}

int __wrap_descriptor_status(int descriptor, struct stat *status) {
    return fails("descriptor_status") ? -errno : __real_descriptor_status(descriptor, status);
}

int __wrap_ftruncate(int descriptor, off_t size) {
    return fails("ftruncate") ? -1 : __real_ftruncate(descriptor, size);
}

int __wrap_mkdir(const char *path, mode_t mode) {
    return fails("mkdir") ? -1 : __real_mkdir(path, mode);
}

void *__wrap_mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
    if (fails("mmap"))
        return MAP_FAILED;
    void *result = __real_mmap(address, bytes, protection, flags, descriptor, offset);
    if (failing_calls.counting && result != MAP_FAILED && !(flags & MAP_FIXED))
        failing_calls.mapped_bytes += (int64_t)bytes;
    return result;
}

int __wrap_munmap(void *address, size_t bytes) {
    if (failing_calls.counting)
        failing_calls.mapped_bytes -= (int64_t)bytes;
    return __real_munmap(address, bytes);
}

int __wrap_posix_fallocate(int descriptor, off_t offset, off_t bytes) {
    return fails("posix_fallocate") ? failing_calls.error : __real_posix_fallocate(descriptor, offset, bytes);
}
/* NOLINTEND(bugprone-reserved-identifier) */
