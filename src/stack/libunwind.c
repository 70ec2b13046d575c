#include "libunwind.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libc/forked.h"
#include "libc/functions.h"
#include "libc/loader.h"
#include "libc/objects.h"
#include "libc/readable.h"
#include "words.h"

#if defined(__x86_64__)
enum { JUMP_SLOT = R_X86_64_JUMP_SLOT, GLOBAL_DATA = R_X86_64_GLOB_DAT };
#elif defined(__aarch64__)
enum { JUMP_SLOT = R_AARCH64_JUMP_SLOT, GLOBAL_DATA = R_AARCH64_GLOB_DAT };
#endif

/*
 * The pipe has descriptors that can be no file's, -1, by which it is known below; every other call goes on.
 * libunwind repeats a call for as long as errno is EINTR, also after success: each of these sets it.
 */

static int make_no_pipe(int *descriptors, int flags) {
    (void)flags;
    descriptors[0] = descriptors[1] = -1;
    errno = 0;
    return 0;
}

static ssize_t read_past_pipe(int descriptor, void *buffer, size_t bytes) {
    if (descriptor != -1)
        return REAL(read)(descriptor, buffer, bytes);
    errno = 0;
    return (ssize_t)bytes;
}

static ssize_t write_past_pipe(int descriptor, const void *address, size_t bytes) {
    if (descriptor != -1)
        return write(descriptor, address, bytes);
    const bool readable = memory_is_readable(address, bytes);
    errno = readable ? 0 : EFAULT;
    return readable ? (ssize_t)bytes : -1;
}

/* Debian's build writes to the pipe by syscall(SYS_write, ...). */
static long system_call_past_pipe(long number, long a, long b, long c, long d, long e, long f) {
    if (number == SYS_write && (int)a == -1)
        return write_past_pipe(-1, (const void *)b, (size_t)c);
    return syscall(number, a, b, c, d, e, f);
}

/*
 * Its locks, so that a child may free those that other threads held at the fork. There are four in 1.6.2; of
 * one more nothing is known, as of all before.
 */
enum { LOCK_LIMIT = 16 };
static pthread_mutex_t *locks[LOCK_LIMIT];

static int take_known_lock(pthread_mutex_t *lock) {
    for (int i = 0; i < LOCK_LIMIT; i++) {
        pthread_mutex_t *none = NULL;
        if (__atomic_load_n(&locks[i], __ATOMIC_RELAXED) == lock)
            break;
        if (!locks[i] &&
            __atomic_compare_exchange_n(&locks[i], &none, lock, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            break;
    }
    return pthread_mutex_lock(lock);
}

static const struct {
    const char *name;
    void *function;
} replacements[] = {
    {"dl_iterate_phdr", (void *)objects_iterate},
    {"pthread_mutex_lock", (void *)take_known_lock},
    {"pipe2", (void *)make_no_pipe},
    {"read", (void *)read_past_pipe},
    {"write", (void *)write_past_pipe},
    {"syscall", (void *)system_call_past_pipe},
};

enum { REPLACEMENT_COUNT = sizeof replacements / sizeof *replacements };

/* The parts of an object's dynamic section that say what its calls are bound to. */
struct dynamic_parts {
    const char *names;
    const ElfW(Sym) * symbols;
    const ElfW(Rela) * relocations[2]; /* of calls, and of everything else */
    size_t bytes[2];
};

static struct dynamic_parts read_dynamic(const struct link_map *object) {
    struct dynamic_parts parts = {0};
    for (const ElfW(Dyn) *entry = object->l_ld; entry->d_tag != DT_NULL; entry++) {
        /* glibc has made these addresses absolute (elf/get-dynamic-info.h, 2.36). */
        switch (entry->d_tag) {
        case DT_STRTAB:
            parts.names = (const char *)entry->d_un.d_ptr;
            break;
        case DT_SYMTAB:
            parts.symbols = (const ElfW(Sym) *)entry->d_un.d_ptr;
            break;
        case DT_JMPREL:
            parts.relocations[0] = (const ElfW(Rela) *)entry->d_un.d_ptr;
            break;
        case DT_PLTRELSZ:
            parts.bytes[0] = entry->d_un.d_val;
            break;
        case DT_RELA:
            parts.relocations[1] = (const ElfW(Rela) *)entry->d_un.d_ptr;
            break;
        case DT_RELASZ:
            parts.bytes[1] = entry->d_un.d_val;
            break;
        default:
            break;
        }
    }
    return parts;
}

/* The slot may lie in what the loader made read-only, and is left as it was found. */
static bool store(void **slot, void *function, bool read_only) {
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    void *start = (char *)slot - (uintptr_t)slot % page;
    if (read_only && mprotect(start, page, PROT_READ | PROT_WRITE) != 0)
        return false;
    __atomic_store_n(slot, function, __ATOMIC_RELEASE);
    return !read_only || mprotect(start, page, PROT_READ) == 0;
}

struct protected_search {
    const struct link_map *object;
    uintptr_t start; /* PT_GNU_RELRO; empty where there is none */
    uintptr_t end;
};

static int find_protected(struct dl_phdr_info *info, size_t size, void *context) {
    struct protected_search *search = context;
    (void)size;
    if (info->dlpi_addr != search->object->l_addr || strcmp(info->dlpi_name, search->object->l_name) != 0)
        return 0;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_GNU_RELRO) {
            const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
            search->start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            search->end = (search->start + info->dlpi_phdr[i].p_memsz) / page * page;
        }
    return 1;
}

/* Binds every call of one name to a function; false where it could not be done. */
static bool replace(const struct link_map *object, const struct dynamic_parts *parts,
                    const struct protected_search *protected_part, const char *name, void *function) {
    for (int kind = 0; kind < 2; kind++) {
        const ElfW(Rela) *end = parts->relocations[kind] + parts->bytes[kind] / sizeof(ElfW(Rela));
        for (const ElfW(Rela) *relocation = parts->relocations[kind]; relocation < end; relocation++) {
            const uint32_t type = (uint32_t)ELF64_R_TYPE(relocation->r_info);
            const ElfW(Sym) *symbol = &parts->symbols[ELF64_R_SYM(relocation->r_info)];
            if ((type != JUMP_SLOT && type != GLOBAL_DATA) ||
                strcmp(parts->names + symbol->st_name, name) != 0)
                continue;
            const uintptr_t slot = object->l_addr + relocation->r_offset;
            const bool read_only = slot >= protected_part->start && slot < protected_part->end;
            if (!store((void **)slot, function, read_only))
                return false;
        }
    }
    return true;
}

static bool keep_off_descriptors(void *library) {
    const struct link_map *object = library; /* what a handle is (glibc, elf/dl-open.c) */
    const struct dynamic_parts parts = read_dynamic(object);
    struct protected_search protected_part = {.object = object};
    if (!parts.names || !parts.symbols)
        return false;
    objects_iterate(find_protected, &protected_part);
    for (int i = 0; i < REPLACEMENT_COUNT; i++)
        if (!replace(object, &parts, &protected_part, replacements[i].name, replacements[i].function))
            return false;
    return true;
}

/* The table of functions by which libunwind reads what it walks; the same since 1.1 (libunwind-common.h). */
struct accessors {
    void *find_procedure;
    void *put_procedure;
    void *get_dynamic_procedures;
    int (*access_memory)(void *space, uintptr_t address, uintptr_t *value, int write, void *argument);
};

/*
 * In place of libunwind's own, which takes a word that begins on a readable page for readable, and a page
 * that once was readable for one that still is.
 */
static int access_memory(void *space, uintptr_t address, uintptr_t *value, int write, void *argument) {
    (void)space;
    (void)argument;
    return !write && stack_word_read(address, value) ? 0 : -1;
}

/* The module's state, as found when libunwind was opened. */
typedef void (*flush_function)(void *space, uintptr_t low, uintptr_t high);
static void **local_space;
static flush_function flush_caches;

static bool read_memory_by_us(void *library) {
    struct accessors *(*accessors_of)(void *) =
        (struct accessors * (*)(void *)) real_dlsym(library, "_Ux86_64_get_accessors");
    local_space = real_dlsym(library, "_ULx86_64_local_addr_space");
    flush_caches = (flush_function)real_dlsym(library, "_Ux86_64_flush_cache");
    if (!accessors_of || !local_space)
        return false;
    __atomic_store_n(&accessors_of(*local_space)->access_memory, access_memory, __ATOMIC_RELEASE);
    return true;
}

/* What another thread was changing at the fork lies in the caches as it was then. */
void libunwind_after_fork(void) {
    for (int i = 0; i < LOCK_LIMIT; i++)
        if (locks[i])
            pthread_mutex_init(locks[i], NULL);
    if (flush_caches)
        flush_caches(*local_space, 0, 0);
}

static bool find_steps(void *library, struct libunwind *unwind) {
#if defined(__x86_64__)
    unwind->get_context = (int (*)(void *))real_dlsym(library, "_Ux86_64_getcontext");
    unwind->start = (int (*)(void *, void *))real_dlsym(library, "_ULx86_64_init_local");
    unwind->step = (int (*)(void *))real_dlsym(library, "_ULx86_64_step");
    unwind->get_register = (int (*)(void *, int, uintptr_t *))real_dlsym(library, "_ULx86_64_get_reg");
    unwind->get_place =
        (int (*)(void *, int, struct libunwind_place *))real_dlsym(library, "_ULx86_64_get_save_loc");
#endif
    unwind->get_function =
        (int (*)(void *, struct libunwind_function *))real_dlsym(library, "_ULx86_64_get_proc_info");
    return unwind->get_context && unwind->start && unwind->step && unwind->get_register &&
           unwind->get_place && unwind->get_function;
}

bool libunwind_open(struct libunwind *unwind) {
    void *library = loader_may_be_asked() ? real_dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!library || !keep_off_descriptors(library) || !read_memory_by_us(library))
        return false;
    struct libunwind found = {.backtrace = (int (*)(void **, int))real_dlsym(library, "unw_backtrace")};
    if (!found.backtrace)
        return false;
    if (!find_steps(library, &found))
        found = (struct libunwind){.backtrace = found.backtrace};
    *unwind = found;
    return true;
}
