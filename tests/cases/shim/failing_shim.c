/*
 * A preload that makes one call of Loopline's fail: FAIL_AT=N is the N-th call that libloopline.so makes of a
 * function that takes memory, space on a disk or a descriptor. At the end it writes how many there were into
 * the file FAIL_COUNT. What the program calls itself goes through.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct {
    uintptr_t start;
    uintptr_t end;
    unsigned long fail_at;
    unsigned long count;
} state;

static int note_shim(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size, (void)unused;
    if (!strstr(info->dlpi_name, "libloopline.so"))
        return 0;
    state.start = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD)
            state.end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
    return 1;
}

__attribute__((constructor(101))) static void begin(void) {
    const char *const at = getenv("FAIL_AT");
    state.fail_at = at ? strtoul(at, NULL, 10) : 0;
    dl_iterate_phdr(note_shim, NULL);
}

__attribute__((destructor)) static void end(void) {
    const char *const path = getenv("FAIL_COUNT");
    FILE *const file = path ? fopen(path, "we") : NULL;
    if (!file)
        return;
    fprintf(file, "%lu\n", __atomic_load_n(&state.count, __ATOMIC_RELAXED));
    fclose(file);
}

static int fails(const void *caller) {
    const uintptr_t address = (uintptr_t)caller;
    if (address < state.start || address >= state.end)
        return 0;
    return __atomic_add_fetch(&state.count, 1, __ATOMIC_RELAXED) == state.fail_at;
}

#define REAL(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))
#define FAIL(error, result)                   \
    if (fails(__builtin_return_address(0))) { \
        errno = (error);                      \
        return result;                        \
    }

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    FAIL(ENOMEM, MAP_FAILED)
    return REAL(mmap)(address, length, protection, flags, file, offset);
}

int posix_fallocate(int file, off_t offset, off_t length) {
    if (fails(__builtin_return_address(0)))
        return ENOSPC;
    return REAL(posix_fallocate)(file, offset, length);
}

int ftruncate(int file, off_t length) {
    FAIL(ENOSPC, -1)
    return REAL(ftruncate)(file, length);
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    FAIL(EMFILE, -1)
    return REAL(open)(path, flags, mode);
}

ssize_t readlink(const char *path, char *buffer, size_t length) {
    FAIL(EACCES, -1)
    return REAL(readlink)(path, buffer, length);
}

char *getcwd(char *buffer, size_t length) {
    FAIL(ENOENT, NULL)
    return REAL(getcwd)(buffer, length);
}

void *malloc(size_t length);
extern void *__libc_malloc(size_t length);
void *malloc(size_t length) {
    FAIL(ENOMEM, NULL)
    return __libc_malloc(length);
}

extern void *__libc_calloc(size_t count, size_t length);
void *calloc(size_t count, size_t length) {
    FAIL(ENOMEM, NULL)
    return __libc_calloc(count, length);
}

extern void *__libc_realloc(void *old, size_t length);
void *realloc(void *old, size_t length) {
    FAIL(ENOMEM, NULL)
    return __libc_realloc(old, length);
}

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    if (fails(__builtin_return_address(0)))
        return EAGAIN;
    return REAL(pthread_key_create)(key, destructor);
}
