#include "definer.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "loader.h"
#include "objects.h"

struct object_search {
    const char *name;
    uint32_t to_pass; /* objects before the one that is meant */
    const char *path;
};

static int find_object(struct dl_phdr_info *info, size_t size, void *context) {
    struct object_search *search = context;
    (void)size;
    if (!info->dlpi_name || !strstr(info->dlpi_name, search->name) || search->to_pass--)
        return 0;
    search->path = info->dlpi_name;
    return 1;
}

static void *open_with_symbol(const char *path, const char *symbol) {
    void *handle = real_dlopen(path, RTLD_NOLOAD | RTLD_LAZY);
    if (!handle || real_dlsym(handle, symbol))
        return handle;
    real_dlclose(handle);
    return NULL;
}

/* Each is asked after dl_iterate_phdr has come back: its lock and dlopen's may not be nested. */
static void *find_by_name(const char *symbol, const char *name) {
    for (uint32_t i = 0;; i++) {
        struct object_search search = {.name = name, .to_pass = i};
        if (!objects_iterate(find_object, &search))
            return NULL;
        void *handle = open_with_symbol(search.path, symbol);
        if (handle)
            return handle;
    }
}

bool definer_open(const char *symbol, const char *name, void **handle) {
    void *address = real_dlsym(RTLD_DEFAULT, symbol);
    struct object_place place;
    *handle = address ? RTLD_DEFAULT : find_by_name(symbol, name);
    if (address && object_find(address, &place) && place.name[0])
        real_dlopen(place.name, RTLD_NOLOAD | RTLD_LAZY);
    return address || *handle;
}
