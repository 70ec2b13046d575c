#include "system_functions.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

#include "loader.h"

struct system_functions system_functions;

/*
 * The versions that programs of today are bound to. The same names exist with a condition of another layout,
 * and dlsym(RTLD_NEXT, …) gives the oldest version before glibc 2.36 (bug 14932).
 */
#if defined(__x86_64__)
static const char condition_version[] = "GLIBC_2.3.2";
#elif defined(__aarch64__)
static const char condition_version[] = "GLIBC_2.17";
#endif

#define FIND_VERSION(name, version)                                                     \
    do {                                                                                \
        void *found = dlvsym(RTLD_NEXT, #name, version);                                \
        if (found)                                                                      \
            __atomic_store_n((void **)&system_functions.name, found, __ATOMIC_RELAXED); \
    } while (0)

#define FIND(name) \
    __atomic_store_n((void **)&system_functions.name, loader_dlsym(RTLD_NEXT, #name), __ATOMIC_RELAXED);

void system_functions_find(void) {
    const int saved = errno;
    SYSTEM_FUNCTIONS(FIND)
    FIND_VERSION(pthread_cond_wait, condition_version);
    FIND_VERSION(pthread_cond_timedwait, condition_version);
    __atomic_store_n(&system_functions.found, true, __ATOMIC_RELEASE);
    errno = saved;
}
