#include "loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

#include "answer.h"
#include "libc/loader.h"
#include "libc/names.h"
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
    if (!name || (!name_begins(name, "sqlite3_") && !name_begins(name, "PQ")))
        return NULL;
    const int saved = errno;
    void *answer = answer_for_hook(handle, name, caller);
    errno = saved;
    return answer;
}
