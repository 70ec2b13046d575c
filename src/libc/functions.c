#include "functions.h"

#include <errno.h>
#include <stddef.h>

#include "objects.h"

struct system_functions system_functions;

/* A function's name, and where its address goes. */
struct wanted {
    const char *name;
    size_t offset;
};

#define WANTED(function) {#function, offsetof(struct system_functions, function)},
static const struct wanted wanted_functions[] = {SYSTEM_FUNCTIONS(WANTED)};

/*
 * By the versions that new programs are bound to: pthread_cond_wait exists for two layouts of the condition,
 * and before glibc 2.36 dlsym(RTLD_NEXT, …) answers with the oldest (bug 14932). What another library was
 * preloaded for comes first here too.
 */
void system_functions_find(void) {
    const int saved = errno;
    for (size_t i = 0; i < sizeof wanted_functions / sizeof *wanted_functions; i++) {
        void *address = objects_next_symbol(wanted_functions[i].name);
        if (address)
            __atomic_store_n((void **)((char *)&system_functions + wanted_functions[i].offset), address,
                             __ATOMIC_RELAXED);
    }
    __atomic_store_n(&system_functions.found, true, __ATOMIC_RELEASE);
    errno = saved;
}
