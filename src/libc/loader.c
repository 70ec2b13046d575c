#include "loader.h"

#include <dlfcn.h>
#include <stddef.h>

typedef void *(*dlopen_function)(const char *, int);
typedef void *(*dlsym_function)(void *, const char *);
typedef int (*dlclose_function)(void *);

/*
 * The version that dlsym carries since the first glibc for the architecture; a newer glibc keeps it
 * (sysdeps/unix/sysv/linux/ARCH/ld.abilist of glibc 2.36).
 */
#if defined(__x86_64__)
static const char dlsym_version[] = "GLIBC_2.2.5";
#elif defined(__aarch64__)
static const char dlsym_version[] = "GLIBC_2.17";
#endif

/* The module's state: the real functions, looked up once; doing it twice does no harm. */
__attribute__((visibility("hidden"))) dlopen_function loader_real_dlopen;
__attribute__((visibility("hidden"))) dlsym_function loader_real_dlsym;
static dlclose_function found_dlclose;

void real_loader_find(void) {
    if (__builtin_expect(found_dlclose != NULL, 1))
        return;
    dlsym_function find = (dlsym_function)dlvsym(RTLD_NEXT, "dlsym", dlsym_version);
    loader_real_dlsym = find;
    loader_real_dlopen = (dlopen_function)find(RTLD_NEXT, "dlopen");
    __atomic_store_n(&found_dlclose, (dlclose_function)find(RTLD_NEXT, "dlclose"), __ATOMIC_RELEASE);
}

void *real_dlopen(const char *file, int mode) {
    real_loader_find();
    return loader_real_dlopen(file, mode);
}

void *real_dlsym(void *handle, const char *name) {
    real_loader_find();
    return loader_real_dlsym(handle, name);
}

int real_dlclose(void *handle) {
    real_loader_find();
    return found_dlclose(handle);
}
