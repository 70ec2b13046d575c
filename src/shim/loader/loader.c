#include "loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "answer.h"
#include "libc/loader.h"
#include "libraries.h"
#include "shim/process/process.h"
#include "symbols.h"

bool loader_hooks_apply(void) {
    return process_is_enabled();
}

int loader_dlopen_mode(const char *file, int mode) {
    real_loader_find();
    if (!(mode & RTLD_DEEPBIND) || !file || !loader_hooks_apply())
        return mode;
    symbols_note_deepbind(file);
    return mode & ~RTLD_DEEPBIND;
}

static void *answer_for_hook(void *handle, const char *name, const void *caller) {
    if (libraries_lack(handle, name, caller)) {
        real_dlsym(RTLD_NEXT, name); /* fails as the caller's own look-up would: dlerror tells */
        return (void *)LOADER_ABSENT;
    }
    if (handle == RTLD_NEXT || handle == RTLD_DEFAULT || !loader_hooks_apply())
        return NULL;
    void *real = real_dlsym(handle, name);
    return real ? libraries_entry_for(name, real, caller) : NULL;
}

void *loader_dlsym_answer(void *handle, const char *name, const void *caller) {
    real_loader_find();
    if (!name || (strncmp(name, "sqlite3_", 8) != 0 && strncmp(name, "PQ", 2) != 0))
        return NULL;
    const int saved = errno;
    void *answer = answer_for_hook(handle, name, caller);
    errno = saved;
    return answer;
}
