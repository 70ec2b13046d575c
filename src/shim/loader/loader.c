#include "loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "answer.h"
#include "libraries.h"
#include "shim/process.h"
#include "unload.h"

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
static dlclose_function real_dlclose;

/* A constructor of another library may call dlsym before ours has run: each entry makes sure. */
static void ensure_real_functions(void) {
    if (__builtin_expect(real_dlclose != NULL, 1))
        return;
    dlsym_function find = (dlsym_function)dlvsym(RTLD_NEXT, "dlsym", dlsym_version);
    loader_real_dlsym = find;
    loader_real_dlopen = (dlopen_function)find(RTLD_NEXT, "dlopen");
    __atomic_store_n(&real_dlclose, (dlclose_function)find(RTLD_NEXT, "dlclose"), __ATOMIC_RELEASE);
}

void *loader_dlopen(const char *file, int mode) {
    ensure_real_functions();
    return loader_real_dlopen(file, mode);
}

void *loader_dlsym(void *handle, const char *name) {
    ensure_real_functions();
    return loader_real_dlsym(handle, name);
}

int loader_dlclose(void *handle) {
    ensure_real_functions();
    return real_dlclose(handle);
}

bool loader_hooks_apply(void) {
    return process_is_enabled();
}

int loader_dlopen_mode(const char *file, int mode) {
    ensure_real_functions();
    if (!(mode & RTLD_DEEPBIND) || !file || !loader_hooks_apply())
        return mode;
    libraries_note_deepbind(file);
    return mode & ~RTLD_DEEPBIND;
}

static void *answer_for_hook(void *handle, const char *name, const void *caller) {
    if (libraries_lack(handle, name, caller)) {
        loader_real_dlsym(RTLD_NEXT, name); /* fails as the caller's own look-up would: dlerror tells */
        return (void *)LOADER_ABSENT;
    }
    if (handle == RTLD_NEXT || handle == RTLD_DEFAULT || !loader_hooks_apply())
        return NULL;
    void *real = loader_real_dlsym(handle, name);
    return real ? libraries_entry_for(name, real, caller) : NULL;
}

void *loader_dlsym_answer(void *handle, const char *name, const void *caller) {
    ensure_real_functions();
    if (!name || (strncmp(name, "sqlite3_", 8) != 0 && strncmp(name, "PQ", 2) != 0))
        return NULL;
    const int saved = errno;
    void *answer = answer_for_hook(handle, name, caller);
    errno = saved;
    return answer;
}

__attribute__((visibility("protected"))) int dlclose(void *handle) {
    struct unload_watch watch;
    unload_watch_start(&watch);
    const int result = loader_dlclose(handle);
    unload_watch_end(&watch);
    return result;
}
