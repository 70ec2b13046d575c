#include "system_functions.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

#include "loader.h"

struct system_functions system_functions;

#define FIND(name) \
    __atomic_store_n((void **)&system_functions.name, loader_dlsym(RTLD_NEXT, #name), __ATOMIC_RELAXED);

void system_functions_find(void) {
    const int saved = errno;
    SYSTEM_FUNCTIONS(FIND)
    __atomic_store_n(&system_functions.found, true, __ATOMIC_RELEASE);
    errno = saved;
}
