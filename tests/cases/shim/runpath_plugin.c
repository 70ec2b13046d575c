#include <dlfcn.h>
#include <stddef.h>

const char *find(void);

/* Also a call of dlsym that means the caller's own scope. */
const char *find(void) {
    void *library = dlopen("libhidden.so", RTLD_NOW);
    if (!library)
        return "not found";
    return dlsym(library, "hidden") ? "found" : "empty";
}
