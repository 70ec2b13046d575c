#include "libraries.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "capture/writer/memory.h"
#include "capture/writer/text.h"
#include "loader.h"

enum {
    LIBRARY_LIMIT = 16,
    CALLER_SLOTS = 1024,
    CALLER_ENTRIES = 8192,
    DEEPBIND_LIMIT = 64,
    DEEPBIND_NAME = 256
};

struct named_function {
    const char *name;
    size_t offset; /* in the functions struct */
    bool hooked;
};

#define SQLITE_HOOK_ROW(name) {#name, offsetof(struct sqlite_functions, name), true},
#define SQLITE_HELPER_ROW(name) {#name, offsetof(struct sqlite_functions, name), false},
#define POSTGRESQL_HOOK_ROW(name) {#name, offsetof(struct postgresql_functions, name), true},
#define POSTGRESQL_HELPER_ROW(name) {#name, offsetof(struct postgresql_functions, name), false},

static const struct named_function sqlite_names[] = {SQLITE_HOOKS(SQLITE_HOOK_ROW)
                                                         SQLITE_HELPERS(SQLITE_HELPER_ROW){NULL, 0, false}};
static const struct named_function postgresql_names[] = {
    POSTGRESQL_HOOKS(POSTGRESQL_HOOK_ROW) POSTGRESQL_HELPERS(POSTGRESQL_HELPER_ROW){NULL, 0, false}};

struct caller_entry {
    const void *caller;
    enum loopline_driver driver;
    const struct library *library;
};

/*
 * The module's state. The lock guards what is added; readers see entries through atomic pointers to what
 * never changes afterwards. `unloads` counts how often addresses became meaningless.
 */
static struct {
    pthread_mutex_t lock;
    struct library copies[LIBRARY_LIMIT];
    uint32_t copy_count;
    uint32_t slots_given;
    const struct library *slots[THUNK_SLOTS + 1];
    struct caller_entry *callers[CALLER_SLOTS];
    struct caller_entry entries[CALLER_ENTRIES];
    uint32_t entry_count;
    uint32_t unloads;
    char deepbind[DEEPBIND_LIMIT][DEEPBIND_NAME];
    uint32_t deepbind_count;
    struct arena paths;
} libraries = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Set by a thunk (trampolines_*.S) just before it enters a hook: the slot of the copy that is meant. */
__thread int libraries_selected;

extern void *const libraries_thunks[] __attribute__((visibility("hidden")));

static const struct named_function *names_of(enum loopline_driver driver) {
    return driver == LOOPLINE_DRIVER_SQLITE ? sqlite_names : postgresql_names;
}

static bool is_own_address(const void *address) {
    Dl_info there;
    Dl_info here;
    return dladdr(address, &there) && dladdr(&libraries, &here) && there.dli_fbase == here.dli_fbase;
}

/* The symbol seen through an open object; never a function of this library, or a hook would call itself. */
static void *symbol_through(const char *object, const char *name) {
    void *handle = loader_dlopen(object, RTLD_NOLOAD | RTLD_LAZY);
    if (!handle)
        return NULL;
    void *symbol = loader_dlsym(handle, name);
    loader_dlclose(handle);
    return symbol && !is_own_address(symbol) ? symbol : NULL;
}

static void *next_symbol(const char *name) {
    void *symbol = loader_dlsym(RTLD_NEXT, name);
    return symbol && !is_own_address(symbol) ? symbol : NULL;
}

static const char *object_of(const void *address) {
    Dl_info info;
    struct link_map *map = NULL;
    if (!dladdr1(address, &info, (void **)&map, RTLD_DL_LINKMAP) || !map || !map->l_name[0])
        return NULL;
    return map->l_name;
}

static bool opened_deepbind(const char *object) {
    for (uint32_t i = 0; i < libraries.deepbind_count; i++)
        if (strcmp(libraries.deepbind[i], object) == 0)
            return true;
    return false;
}

struct any_search {
    const char *name;
    void *symbol;
};

static int search_object(struct dl_phdr_info *info, size_t size, void *context) {
    struct any_search *search = context;
    (void)size;
    if (info->dlpi_name && info->dlpi_name[0] == '/')
        search->symbol = symbol_through(info->dlpi_name, search->name);
    return search->symbol != NULL;
}

/*
 * As the loader would have bound the caller without this library: the global scope, then the scope of the
 * object that was opened; the other way round for one opened with RTLD_DEEPBIND. The last resort is any
 * object that has the symbol: an object that came with another's dlopen and does not name its own needs.
 */
static void *real_symbol(const char *name, const void *caller) {
    const char *object = object_of(caller);
    void *symbol = NULL;
    if (object && opened_deepbind(object))
        symbol = symbol_through(object, name);
    if (!symbol)
        symbol = next_symbol(name);
    if (!symbol && object)
        symbol = symbol_through(object, name);
    if (symbol)
        return symbol;
    struct any_search search = {.name = name};
    dl_iterate_phdr(search_object, &search);
    return search.symbol;
}

static void **function_field(struct library *library, const struct named_function *function) {
    void *functions =
        library->driver == LOOPLINE_DRIVER_SQLITE ? (void *)&library->sqlite : (void *)&library->postgresql;
    return (void **)((char *)functions + function->offset);
}

/* A wrapper library between us and the real one may define a part of the functions only. */
static void look_up_functions(struct library *library) {
    void *handle = library->path[0] ? loader_dlopen(library->path, RTLD_NOLOAD | RTLD_LAZY) : NULL;
    for (const struct named_function *function = names_of(library->driver); function->name; function++) {
        void *symbol = handle ? loader_dlsym(handle, function->name) : NULL;
        if (!symbol || is_own_address(symbol))
            symbol = next_symbol(function->name);
        *function_field(library, function) = symbol;
    }
    if (handle)
        loader_dlclose(handle);
    library->unloads = libraries.unloads;
}

static int find_code(struct dl_phdr_info *info, size_t size, void *context) {
    struct library *library = context;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
            continue;
        if (library->base < info->dlpi_addr || library->base > start)
            continue;
        library->start = start;
        library->end = start + segment->p_memsz;
        return library->base == info->dlpi_addr;
    }
    return 0;
}

static struct library *new_copy(enum loopline_driver driver, const Dl_info *info) {
    if (libraries.copy_count == LIBRARY_LIMIT)
        return NULL;
    struct library *library = &libraries.copies[libraries.copy_count];
    const size_t path_bytes = strlen(info->dli_fname) + 1;
    char *path = arena_allocate(&libraries.paths, path_bytes);
    if (!path)
        return NULL;
    memcpy(path, info->dli_fname, path_bytes);
    library->driver = driver;
    library->base = (uintptr_t)info->dli_fbase;
    library->path = path;
    look_up_functions(library);
    dl_iterate_phdr(find_code, library);
    __atomic_store_n(&libraries.copy_count, libraries.copy_count + 1, __ATOMIC_RELEASE);
    return library;
}

/* The copy that holds a real function. Under the lock. */
static struct library *copy_of(enum loopline_driver driver, const void *real) {
    Dl_info info;
    if (!dladdr(real, &info) || !info.dli_fname)
        return NULL;
    for (uint32_t i = 0; i < libraries.copy_count; i++) {
        struct library *library = &libraries.copies[i];
        if (library->driver != driver || library->base != (uintptr_t)info.dli_fbase ||
            strcmp(library->path, info.dli_fname) != 0)
            continue;
        if (library->unloads != libraries.unloads)
            look_up_functions(library);
        return library;
    }
    return new_copy(driver, &info);
}

static uint32_t caller_slot(const void *caller) {
    return (uint32_t)(((uintptr_t)caller * 0x9e3779b97f4a7c15ull) >> 40) % CALLER_SLOTS;
}

static void remember_caller(enum loopline_driver driver, const void *caller, const struct library *library) {
    if (libraries.entry_count == CALLER_ENTRIES)
        return;
    struct caller_entry *entry = &libraries.entries[libraries.entry_count++];
    *entry = (struct caller_entry){caller, driver, library};
    __atomic_store_n(&libraries.callers[caller_slot(caller)], entry, __ATOMIC_RELEASE);
}

static const struct library *find_for_caller(enum loopline_driver driver, const char *hook,
                                             const void *caller) {
    const int saved = errno;
    const void *real = real_symbol(hook, caller);
    pthread_mutex_lock(&libraries.lock);
    const struct library *library = real ? copy_of(driver, real) : NULL;
    if (library)
        remember_caller(driver, caller, library);
    pthread_mutex_unlock(&libraries.lock);
    errno = saved;
    return library;
}

const struct library *libraries_for_caller(enum loopline_driver driver, const char *hook,
                                           const void *caller) {
    const int selected = libraries_selected;
    if (__builtin_expect(selected != 0, 0)) {
        libraries_selected = 0;
        return libraries.slots[selected];
    }
    const struct caller_entry *entry =
        __atomic_load_n(&libraries.callers[caller_slot(caller)], __ATOMIC_ACQUIRE);
    if (__builtin_expect(entry && entry->caller == caller && entry->driver == driver, 1))
        return entry->library;
    return find_for_caller(driver, hook, caller);
}

bool library_made_call(const struct library *library, const void *caller) {
    const uint32_t count = __atomic_load_n(&libraries.copy_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count; i++) {
        const struct library *copy = &libraries.copies[i];
        if (copy->driver == library->driver && (uintptr_t)caller - copy->start < copy->end - copy->start)
            return true;
    }
    return false;
}

static uint32_t slot_of(struct library *library) {
    if (!library->slot && libraries.slots_given < THUNK_SLOTS) {
        library->slot = ++libraries.slots_given;
        libraries.slots[library->slot] = library;
    }
    return library->slot;
}

static void *thunk_of(enum loopline_driver driver, size_t index, const void *real) {
    if (!loader_hooks_apply())
        return NULL;
    pthread_mutex_lock(&libraries.lock);
    struct library *library = copy_of(driver, real);
    const uint32_t slot = library ? slot_of(library) : 0;
    pthread_mutex_unlock(&libraries.lock);
    return slot ? libraries_thunks[index * THUNK_SLOTS + slot - 1] : NULL;
}

void *libraries_entry_for(const char *name, void *real) {
    size_t index = 0;
    if (is_own_address(real))
        return NULL;
    for (const struct named_function *row = sqlite_names; row->name; row++)
        if (row->hooked && strcmp(row->name, name) == 0)
            return thunk_of(LOOPLINE_DRIVER_SQLITE, (size_t)(row - sqlite_names), real);
        else
            index += row->hooked;
    for (const struct named_function *row = postgresql_names; row->name; row++)
        if (row->hooked && strcmp(row->name, name) == 0)
            return thunk_of(LOOPLINE_DRIVER_POSTGRESQL, index + (size_t)(row - postgresql_names), real);
    return NULL;
}

void libraries_forget_callers(void) {
    pthread_mutex_lock(&libraries.lock);
    libraries.unloads++;
    for (uint32_t i = 0; i < CALLER_SLOTS; i++)
        __atomic_store_n(&libraries.callers[i], NULL, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&libraries.lock);
}

void libraries_note_deepbind(const char *file) {
    pthread_mutex_lock(&libraries.lock);
    if (libraries.deepbind_count < DEEPBIND_LIMIT && !opened_deepbind(file)) {
        struct text name = text_start(libraries.deepbind[libraries.deepbind_count], DEEPBIND_NAME);
        text_add_string(&name, file);
        if (!name.cut)
            libraries.deepbind_count++;
    }
    pthread_mutex_unlock(&libraries.lock);
}

void library_set_recorded(const struct library *library, uint32_t id) {
    __atomic_store_n(&libraries.copies[library - libraries.copies].recorded, id, __ATOMIC_RELAXED);
}

void library_version(const struct library *library, char *buffer, size_t capacity) {
    struct text text = text_start(buffer, capacity);
    if (library->driver == LOOPLINE_DRIVER_SQLITE) {
        const char *(*version)(void) = library->sqlite.sqlite3_libversion;
        text_add_string(&text, version ? version() : "");
        return;
    }
    if (!library->postgresql.PQlibVersion)
        return;
    /* 150018 is 15.18 since version 10; before, 90624 was 9.6.24 (libpq, PQlibVersion). */
    const int version = library->postgresql.PQlibVersion();
    text_add_number(&text, (uint64_t)version / 10000);
    text_add_string(&text, ".");
    if (version < 100000) {
        text_add_number(&text, (uint64_t)version / 100 % 100);
        text_add_string(&text, ".");
    }
    text_add_number(&text, (uint64_t)version % (version < 100000 ? 100 : 10000));
}

void libraries_after_fork(void) {
    pthread_mutex_init(&libraries.lock, NULL);
    for (uint32_t i = 0; i < libraries.copy_count; i++)
        libraries.copies[i].recorded = 0;
}
