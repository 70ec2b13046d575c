#include "libraries.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>

#include "capture/interned/file.h"
#include "host/memory.h"
#include "host/own_stack.h"
#include "host/text.h"
#include "libc/loader.h"
#include "libc/objects.h"
#include "libc/trace.h"
#include "library_memory.h"
#include "shim/process/process.h"
#include "stack/code_segment.h"
#include "symbols.h"

enum { LIBRARY_LIMIT = 1024, COPIES_OF_A_BLOCK = 16 };

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

/* Most processes have no more, and what a host calls must be found where memory has ended. */
static struct library first_copies[COPIES_OF_A_BLOCK];

/*
 * The module's state, with first_copies. The lock guards what is added.
 * The loader is never called under the lock: whoever runs a constructor holds the loader's lock, and may come
 * here for ours.
 */
static struct {
    pthread_mutex_t lock;
    struct library *blocks[LIBRARY_LIMIT / COPIES_OF_A_BLOCK]; /* but for the first mapped by need */
    uint32_t copy_count;
    uint32_t slots_given;
    const struct library *slots[THUNK_SLOTS + 1];
    struct arena paths;
} libraries = {.lock = PTHREAD_MUTEX_INITIALIZER, .blocks = {first_copies}};

/* How often code was unloaded: addresses found out about before mean other code. Atomic. */
uint32_t library_unloads;

/* Set by a thunk (trampolines_*.S) just before it enters a hook: the slot of the copy that is meant. */
__thread int libraries_selected;

extern void *const libraries_thunks[] __attribute__((visibility("hidden")));

/* That with this number, from 0: one of those that are counted, or the next. */
static struct library *copy_at(uint32_t number) {
    return &libraries.blocks[number / COPIES_OF_A_BLOCK][number % COPIES_OF_A_BLOCK];
}

static const struct named_function *names_of(enum loopline_driver driver) {
    return driver == LOOPLINE_DRIVER_SQLITE ? sqlite_names : postgresql_names;
}

static void **function_field(struct library *library, const struct named_function *function) {
    void *functions =
        library->driver == LOOPLINE_DRIVER_SQLITE ? (void *)&library->sqlite : (void *)&library->postgresql;
    return (void **)((char *)functions + function->offset);
}

/* A function that only the library itself defines: one that stands in for others has no use for it. */
static const char *telling_name(enum loopline_driver driver) {
    return driver == LOOPLINE_DRIVER_SQLITE ? "sqlite3_libversion" : "PQlibVersion";
}

/* True where the copy is the one that the program itself is bound to. */
static bool is_programs_own(const struct library *library) {
    const void *symbol = symbols_next(telling_name(library->driver));
    struct object_place place;
    return symbol && object_find(symbol, &place) && place.start == library->base;
}

/*
 * Another preloaded library may stand between us and the copy for a part of the functions: it has to see its
 * calls on a handle too, whichever copy made the handle.
 */
static void *function_of(bool programs_own, void *handle, const char *name) {
    void *symbol = programs_own ? symbols_next(name) : NULL;
    if (!symbol && handle)
        symbol = real_dlsym(handle, name);
    return symbol && !symbols_is_own(symbol) ? symbol : symbols_next(name);
}

static void look_up_functions(struct library *library) {
    library->unloads = __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE);
    const bool programs_own = !library->direct && is_programs_own(library);
    void *handle = library->path[0] ? real_dlopen(library->path, RTLD_NOLOAD | RTLD_LAZY) : NULL;
    for (const struct named_function *function = names_of(library->driver); function->name; function++)
        *function_field(library, function) = function_of(programs_own, handle, function->name);
    if (handle)
        real_dlclose(handle);
}

static int find_code(struct dl_phdr_info *info, size_t size, void *context) {
    struct library *library = context;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        struct code_segment segment;
        if (!code_segment_get(info, i, &segment))
            continue;
        if (library->base < info->dlpi_addr || library->base > segment.start)
            continue;
        library->start = segment.start;
        library->end = segment.end;
        return library->base == info->dlpi_addr;
    }
    return 0;
}

static struct library *find_copy(const struct library *wanted) {
    for (uint32_t i = 0; i < libraries.copy_count; i++) {
        struct library *copy = copy_at(i);
        if (copy->driver == wanted->driver && copy->direct == wanted->direct && copy->base == wanted->base &&
            strcmp(copy->path, wanted->path) == 0)
            return copy;
    }
    return NULL;
}

/* Room for one more copy: that of one that was unloaded, so that loading without end finds room. */
static struct library *free_copy(const struct library *wanted) {
    for (uint32_t i = 0; i < libraries.copy_count; i++) {
        struct library *copy = copy_at(i);
        if (copy->driver == wanted->driver && copy->direct == wanted->direct && !copy->base)
            return copy;
    }
    if (libraries.copy_count == LIBRARY_LIMIT)
        return NULL;
    struct library **block = &libraries.blocks[libraries.copy_count / COPIES_OF_A_BLOCK];
    if (!*block)
        *block = memory_map(COPIES_OF_A_BLOCK * sizeof **block);
    return *block ? copy_at(libraries.copy_count) : NULL;
}

static const char *keep_path(const struct library *place, const char *path) {
    if (place->path && strcmp(place->path, path) == 0)
        return place->path;
    const size_t bytes = strlen(path) + 1;
    char *kept = arena_allocate(&libraries.paths, bytes);
    return kept ? memcpy(kept, path, bytes) : ""; /* without memory the copy is one of no name */
}

/* Calls to a known copy may be going on in other threads: what is still true is not written again. */
static struct library *renew_copy(struct library *known, struct library *found) {
    for (const struct named_function *function = names_of(known->driver); function->name; function++) {
        void **field = function_field(known, function);
        void *address = *function_field(found, function);
        if (*field != address)
            __atomic_store_n(field, address, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&known->unloads, found->unloads, __ATOMIC_RELAXED);
    return known;
}

/* Takes over what was found out about a copy. Under the lock. */
static struct library *adopt_copy(struct library *found) {
    struct library *known = find_copy(found);
    if (known)
        return renew_copy(known, found);
    struct library *place = free_copy(found);
    if (!place)
        return NULL;
    const uintptr_t end = found->end;
    const bool is_new = !place->path;
    found->path = keep_path(place, found->path);
    found->slot = place->slot;
    found->end = 0; /* until all of it stands there, no call is its own */
    *place = *found;
    __atomic_store_n(&place->end, end, __ATOMIC_RELEASE);
    if (is_new)
        __atomic_store_n(&libraries.copy_count, libraries.copy_count + 1, __ATOMIC_RELEASE);
    return place;
}

/* The main program has no name in the loader's list: the kernel knows under which it was started. */
static const char *path_of(const struct object_place *place) {
    const char *program = (const char *)getauxval(AT_EXECFN); // NOLINT(performance-no-int-to-ptr)
    return place->name[0] || !program ? place->name : program;
}

static struct library *find_current(const struct library *wanted) {
    pthread_mutex_lock(&libraries.lock);
    struct library *library = find_copy(wanted);
    const bool current = library && library->unloads == __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE);
    pthread_mutex_unlock(&libraries.lock);
    return current ? library : NULL;
}

static struct library *look_up_copy(struct library *found) {
    look_up_functions(found);
    objects_iterate(find_code, found);
    pthread_mutex_lock(&libraries.lock);
    struct library *library = adopt_copy(found);
    pthread_mutex_unlock(&libraries.lock);
    return library;
}

/* A copy that is looked for, and what was found. */
struct wanted_copy {
    enum loopline_driver driver;
    const void *real;
    bool direct;
    struct library *library;
};

/* What is found out is put together in memory of its own: a table of functions is much for any stack. */
static void find_copy_apart(void *context) {
    struct wanted_copy *wanted = context;
    struct object_place place;
    struct library *found = object_find(wanted->real, &place) ? library_memory_borrow() : NULL;
    if (!found)
        return;
    found->driver = wanted->driver;
    found->direct = wanted->direct;
    found->base = place.start;
    found->path = path_of(&place);
    wanted->library = find_current(found);
    if (!wanted->library)
        wanted->library = look_up_copy(found);
    library_memory_return(found);
}

/* The copy that holds a real function, with its own functions alone or with what stands before them. */
static struct library *copy_of(enum loopline_driver driver, const void *real, bool direct) {
    struct wanted_copy wanted = {.driver = driver, .real = real, .direct = direct};
    own_stack_run(find_copy_apart, &wanted);
    return wanted.library;
}

/* A caller that comes for the first time, and the hook it called. */
struct new_caller {
    struct caller caller;
    const char *hook;
};

static void find_for_caller_apart(void *context) {
    struct new_caller *new = context;
    struct caller *caller = &new->caller;
    caller->unloads = __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE);
    const void *real = symbols_for_caller(new->hook, caller->address);
    caller->library = real ? copy_of(caller->driver, real, false) : NULL;
    trace_text(new->hook, caller->library ? caller->library->path : "no library found for the caller");
    if (caller->library)
        callers_remember(caller);
}

static __attribute__((noinline, cold)) const struct library *
find_for_caller(enum loopline_driver driver, const char *hook, const void *address) {
    const int saved = errno;
    struct new_caller wanted = {.caller = {.address = address, .driver = driver}, .hook = hook};
    own_stack_run(find_for_caller_apart, &wanted);
    errno = saved;
    return wanted.caller.library;
}

const struct library *libraries_find(enum loopline_driver driver, const char *hook, const void *caller) {
    const int selected = libraries_selected;
    if (selected) {
        libraries_selected = 0;
        return libraries.slots[selected];
    }
    const struct library *library =
        callers_find(driver, caller, __atomic_load_n(&library_unloads, __ATOMIC_ACQUIRE));
    return library ? library : find_for_caller(driver, hook, caller);
}

static bool holds(const struct library *copy, const void *caller) {
    const uintptr_t end = __atomic_load_n(&copy->end, __ATOMIC_ACQUIRE);
    return (uintptr_t)caller < end && (uintptr_t)caller >= __atomic_load_n(&copy->start, __ATOMIC_RELAXED);
}

bool library_made_call(const struct library *library, const void *caller) {
    const uint32_t count = __atomic_load_n(&libraries.copy_count, __ATOMIC_ACQUIRE);
    if (count == 1) /* as in most processes */
        return holds(library, caller);
    for (uint32_t i = 0; i < count; i++)
        if (copy_at(i)->driver == library->driver && holds(copy_at(i), caller))
            return true;
    return false;
}

void library_note_callers(const struct library *library) {
    __atomic_store_n(&((struct library *)library)->holds_callers, true, __ATOMIC_RELAXED);
}

bool libraries_made_call(const void *caller) {
    const uint32_t count = __atomic_load_n(&libraries.copy_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count; i++)
        if (holds(copy_at(i), caller))
            return true;
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
    if (!process_is_enabled())
        return NULL;
    struct library *library = copy_of(driver, real, true);
    pthread_mutex_lock(&libraries.lock);
    const uint32_t slot = library ? slot_of(library) : 0;
    pthread_mutex_unlock(&libraries.lock);
    return slot ? libraries_thunks[index * THUNK_SLOTS + slot - 1] : NULL;
}

void *libraries_entry_for(const char *name, void *real, const void *caller) {
    size_t index = 0;
    const void *next = symbols_next(name);
    if (symbols_is_own(real) || (next && symbols_share_object(next, caller)))
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

/* The driver whose hook has this name; 0: none has. */
static enum loopline_driver driver_of_hook(const char *name) {
    for (const struct named_function *row = sqlite_names; row->name; row++)
        if (row->hooked && strcmp(row->name, name) == 0)
            return LOOPLINE_DRIVER_SQLITE;
    for (const struct named_function *row = postgresql_names; row->name; row++)
        if (row->hooked && strcmp(row->name, name) == 0)
            return LOOPLINE_DRIVER_POSTGRESQL;
    return 0;
}

/*
 * The program sees the global scope alone. Another object may see more, and which objects that are the loader
 * does not tell: a copy that is loaded anywhere will do.
 */
bool libraries_lack(void *handle, const char *name, const void *caller) {
    const bool by_scope = handle == RTLD_NEXT || handle == RTLD_DEFAULT;
    const enum loopline_driver driver = driver_of_hook(name);
    if (!driver)
        return false;
    const void *first = real_dlsym(by_scope ? RTLD_DEFAULT : handle, name);
    const bool passed_over = handle == RTLD_NEXT && first && symbols_share_object(first, caller);
    if (!first || (!symbols_is_own(first) && !passed_over) || symbols_next(name))
        return false;
    const bool sees_more = by_scope && symbols_object_of(caller);
    return !sees_more || !symbols_anywhere(telling_name(driver));
}

static bool is_loaded(const struct library *copy) {
    const uintptr_t base = __atomic_load_n(&copy->base, __ATOMIC_RELAXED);
    struct object_place place;
    return base && object_find((const void *)base, &place) && place.start == base &&
           strcmp(path_of(&place), copy->path) == 0;
}

/* Other code may come to lie where the copy was: its calls are not the library's. */
static void note_gone(struct library *copy) {
    pthread_mutex_lock(&libraries.lock);
    __atomic_store_n(&copy->end, 0, __ATOMIC_RELEASE); /* first: from 0 to the end would be any address */
    __atomic_store_n(&copy->start, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&copy->base, 0, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&libraries.lock);
}

void libraries_forget_callers(void) {
    __atomic_fetch_add(&library_unloads, 1, __ATOMIC_ACQ_REL);
    const uint32_t count = __atomic_load_n(&libraries.copy_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count; i++)
        if (!is_loaded(copy_at(i)))
            note_gone(copy_at(i));
}

void library_set_recorded(const struct library *library, uint32_t id) {
    __atomic_store_n(&((struct library *)library)->recorded, id, __ATOMIC_RELAXED);
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
    symbols_after_fork();
    callers_after_fork();
    for (uint32_t i = 0; i < libraries.copy_count; i++)
        copy_at(i)->recorded = 0;
}
