#include "symbols.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <string.h>

#include "host/text.h"
#include "libc/loader.h"
#include "libc/objects.h"

enum { DEEPBIND_LIMIT = 64, DEEPBIND_NAME = 256 };

/* The module's state: the names that were opened with RTLD_DEEPBIND. The lock guards what is added. */
static struct {
    pthread_mutex_t lock;
    char deepbind[DEEPBIND_LIMIT][DEEPBIND_NAME];
    uint32_t deepbind_count;
} symbols = {.lock = PTHREAD_MUTEX_INITIALIZER};

bool symbols_share_object(const void *one, const void *other) {
    struct object_place place_of_one = {0};
    struct object_place place_of_other = {0};
    return object_find(one, &place_of_one) && object_find(other, &place_of_other) &&
           place_of_one.start == place_of_other.start;
}

bool symbols_is_own(const void *address) {
    return symbols_share_object(address, &symbols);
}

/* The symbol seen through an open object; never a function of this library, or a hook would call itself. */
static void *symbol_through(const char *object, const char *name) {
    void *handle = real_dlopen(object, RTLD_NOLOAD | RTLD_LAZY);
    if (!handle)
        return NULL;
    void *symbol = real_dlsym(handle, name);
    real_dlclose(handle);
    return symbol && !symbols_is_own(symbol) ? symbol : NULL;
}

void *symbols_next(const char *name) {
    void *symbol = real_dlsym(RTLD_NEXT, name);
    return symbol && !symbols_is_own(symbol) ? symbol : NULL;
}

const char *symbols_object_of(const void *address) {
    struct object_place place;
    return object_find(address, &place) && place.name[0] ? place.name : NULL;
}

static bool opened_deepbind(const char *object) {
    const uint32_t count = __atomic_load_n(&symbols.deepbind_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(symbols.deepbind[i], object) == 0)
            return true;
    return false;
}

struct definition_search {
    const char *name;
    void *found;
};

static bool holds_this(const struct dl_phdr_info *info) {
    const uintptr_t here = (uintptr_t)&symbols;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD &&
            here - info->dlpi_addr - info->dlpi_phdr[i].p_vaddr < info->dlpi_phdr[i].p_memsz)
            return true;
    return false;
}

static int find_definition(struct dl_phdr_info *info, size_t size, void *context) {
    struct definition_search *search = context;
    (void)size;
    if (info->dlpi_name && info->dlpi_name[0] == '/' && !holds_this(info))
        search->found = object_symbol(info, search->name).address;
    return search->found != NULL;
}

void *symbols_anywhere(const char *name) {
    struct definition_search search = {.name = name};
    objects_iterate(find_definition, &search);
    return search.found;
}

/*
 * As the loader would have bound the caller without this library: the global scope, then the scope of the
 * object that was opened; the other way round for one opened with RTLD_DEEPBIND. The last resort is any
 * object that has the symbol: an object that came with another's dlopen and does not name its own needs.
 */
void *symbols_for_caller(const char *name, const void *caller) {
    const char *object = symbols_object_of(caller);
    void *symbol = NULL;
    if (object && opened_deepbind(object))
        symbol = symbol_through(object, name);
    if (!symbol)
        symbol = symbols_next(name);
    if (!symbol && object)
        symbol = symbol_through(object, name);
    return symbol ? symbol : symbols_anywhere(name);
}

void symbols_note_deepbind(const char *file) {
    pthread_mutex_lock(&symbols.lock);
    if (symbols.deepbind_count < DEEPBIND_LIMIT && !opened_deepbind(file)) {
        struct text name = text_start(symbols.deepbind[symbols.deepbind_count], DEEPBIND_NAME);
        text_add_string(&name, file);
        if (!name.cut)
            __atomic_store_n(&symbols.deepbind_count, symbols.deepbind_count + 1, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&symbols.lock);
}

void symbols_after_fork(void) {
    pthread_mutex_init(&symbols.lock, NULL);
}
