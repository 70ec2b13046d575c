#include "loader.h"

#include <dlfcn.h>
#include <stddef.h>

#include "forked.h"
#include "objects.h"

typedef void *(*dlopen_function)(const char *, int);
typedef void *(*dlsym_function)(void *, const char *);
typedef int (*dlclose_function)(void *);

/*
 * The module's state: the real functions, looked up once; doing it twice does no harm. They lie in libdl
 * before glibc 2.34, which not every program needs: each may stay NULL until it is loaded.
 */
__attribute__((visibility("hidden"))) dlopen_function loader_real_dlopen;
__attribute__((visibility("hidden"))) dlsym_function loader_real_dlsym;
static dlclose_function found_dlclose;

/* Not by dlsym: that is the hook. */
void real_loader_find(void) {
    if (__builtin_expect(__atomic_load_n(&found_dlclose, __ATOMIC_ACQUIRE) != NULL, 1))
        return;
    loader_real_dlsym = (dlsym_function)objects_next_symbol("dlsym");
    loader_real_dlopen = (dlopen_function)objects_next_symbol("dlopen");
    __atomic_store_n(&found_dlclose, (dlclose_function)objects_next_symbol("dlclose"), __ATOMIC_RELEASE);
}

void *real_dlopen(const char *file, int mode) {
    real_loader_find();
    if (loader_may_be_asked())
        return loader_real_dlopen ? loader_real_dlopen(file, mode) : NULL;
    return file && (mode & RTLD_NOLOAD) ? (void *)listed_object(file) : NULL;
}

void *real_dlsym(void *handle, const char *name) {
    real_loader_find();
    if (loader_may_be_asked())
        return loader_real_dlsym ? loader_real_dlsym(handle, name) : objects_next_symbol(name);
    return handle == RTLD_NEXT ? objects_next_symbol(name) : listed_symbol(handle, name).address;
}

int real_dlclose(void *handle) {
    real_loader_find();
    return loader_may_be_asked() && found_dlclose ? found_dlclose(handle) : 0;
}
