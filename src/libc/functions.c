#include "functions.h"

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

/* A function's name, where its address goes, and the version to ask for first; NULL: any. */
struct wanted {
    const char *name;
    size_t offset;
    const char *version;
};

#define WANTED(function) {#function, offsetof(struct system_functions, function), NULL},
static const struct wanted wanted_functions[] = {
    SYSTEM_FUNCTIONS(WANTED)
    /* Last: what is found replaces what was found without a version. */
    {"pthread_cond_wait", offsetof(struct system_functions, pthread_cond_wait), condition_version},
    {"pthread_cond_timedwait", offsetof(struct system_functions, pthread_cond_timedwait), condition_version},
};

static void *find(const struct wanted *wanted) {
    return wanted->version ? dlvsym(RTLD_NEXT, wanted->name, wanted->version)
                           : real_dlsym(RTLD_NEXT, wanted->name);
}

void system_functions_find(void) {
    const int saved = errno;
    for (size_t i = 0; i < sizeof wanted_functions / sizeof *wanted_functions; i++) {
        const struct wanted *wanted = &wanted_functions[i];
        void *address = find(wanted);
        if (address || !wanted->version)
            __atomic_store_n((void **)((char *)&system_functions + wanted->offset), address,
                             __ATOMIC_RELAXED);
    }
    __atomic_store_n(&system_functions.found, true, __ATOMIC_RELEASE);
    errno = saved;
}
