#include "objects.h"

#include <elf.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "forked.h"
#include "names.h"
#include "readable.h"
#include "system_call.h"

enum { HIDDEN_VERSION = 0x8000, NEEDED_LIMIT = 64 };

/* The module's state, written by objects_start; links of the list are the loader's, and read as they come. */
static struct {
    const struct r_debug *loader;
    const struct link_map *last; /* of those that were loaded when the process started */
} objects;

/* ---- The symbols of one object ---- */

struct symbol_tables {
    const ElfW(Sym) * symbols;
    const char *names;
    const uint16_t *versions; /* NULL: none */
    const uint32_t *gnu_hash; /* either of the two may be NULL */
    const uint32_t *sysv_hash;
};

/* glibc makes the addresses of a dynamic section absolute, musl and the kernel's own object do not. */
static const void *at_address(uintptr_t bias, uintptr_t address) {
    return (const void *)(address < bias ? bias + address : address); // NOLINT(performance-no-int-to-ptr)
}

static const ElfW(Dyn) * dynamic_section(const struct dl_phdr_info *object) {
    for (uint32_t i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC)
            return (const ElfW(Dyn) *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
    return NULL;
}

static struct symbol_tables read_tables(uintptr_t bias, const ElfW(Dyn) * entry) {
    struct symbol_tables tables = {0};
    for (; entry && entry->d_tag != DT_NULL; entry++) {
        const void *address = at_address(bias, entry->d_un.d_ptr);
        if (entry->d_tag == DT_SYMTAB)
            tables.symbols = address;
        else if (entry->d_tag == DT_STRTAB)
            tables.names = address;
        else if (entry->d_tag == DT_VERSYM)
            tables.versions = address;
        else if (entry->d_tag == DT_GNU_HASH)
            tables.gnu_hash = address;
        else if (entry->d_tag == DT_HASH)
            tables.sysv_hash = address;
    }
    return tables;
}

static bool is_meant(const struct symbol_tables *tables, uint32_t number, const char *name) {
    const ElfW(Sym) *symbol = &tables->symbols[number];
    const unsigned type = ELF64_ST_TYPE(symbol->st_info);
    return symbol->st_shndx != SHN_UNDEF && type != STT_TLS && type != STT_GNU_IFUNC &&
           (!tables->versions || !(tables->versions[number] & HIDDEN_VERSION)) &&
           name_equals(tables->names + symbol->st_name, name);
}

/* The tables are described in the ELF gABI, "Hash Table", and for GNU in the comments of binutils' elflink.c.
 */
static uint32_t find_by_gnu_hash(const struct symbol_tables *tables, const char *name) {
    const uint32_t *table = tables->gnu_hash;
    const uint32_t bucket_count = table[0];
    const uint32_t first = table[1];
    const uint32_t *buckets = table + 4 + (size_t)table[2] * (sizeof(ElfW(Addr)) / sizeof *table);
    const uint32_t *chains = buckets + bucket_count;
    uint32_t hash = 5381;
    for (const char *c = name; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    uint32_t number = bucket_count ? buckets[hash % bucket_count] : 0;
    for (; number >= first && number; number++) {
        const uint32_t found = chains[number - first];
        if ((found | 1) == (hash | 1) && is_meant(tables, number, name))
            return number;
        if (found & 1)
            break;
    }
    return 0;
}

static uint32_t find_by_sysv_hash(const struct symbol_tables *tables, const char *name) {
    const uint32_t bucket_count = tables->sysv_hash[0];
    const uint32_t *buckets = tables->sysv_hash + 2;
    const uint32_t *chains = buckets + bucket_count;
    uint32_t hash = 0;
    for (const char *c = name; *c; c++) {
        hash = (hash << 4) + (unsigned char)*c;
        hash = (hash ^ (hash >> 24 & 0xf0)) & 0x0fffffff;
    }
    for (uint32_t number = bucket_count ? buckets[hash % bucket_count] : 0; number; number = chains[number])
        if (is_meant(tables, number, name))
            return number;
    return 0;
}

static struct object_symbol symbol_of(uintptr_t bias, const ElfW(Dyn) * dynamic, const char *name) {
    const struct symbol_tables tables = read_tables(bias, dynamic);
    uint32_t number = 0;
    if (!tables.symbols || !tables.names)
        return (struct object_symbol){NULL, 0};
    if (tables.gnu_hash)
        number = find_by_gnu_hash(&tables, name);
    else if (tables.sysv_hash)
        number = find_by_sysv_hash(&tables, name);
    if (!number)
        return (struct object_symbol){NULL, 0};
    const ElfW(Sym) *symbol = &tables.symbols[number];
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    return (struct object_symbol){(void *)(bias + symbol->st_value), symbol->st_size};
}

struct object_symbol object_symbol(const struct dl_phdr_info *object, const char *name) {
    return symbol_of(object->dlpi_addr, dynamic_section(object), name);
}

/* ---- The loader's list ---- */

static const struct link_map *first_listed(void) {
    return objects.loader ? objects.loader->r_map : NULL;
}

/* The loader leaves its address in the program's dynamic section, and the kernel tells where the program is.
 */
static void find_loader(void) {
    struct dl_phdr_info program = {.dlpi_phdr = (const ElfW(Phdr) *)getauxval(AT_PHDR), // NOLINT
                                   .dlpi_phnum = (ElfW(Half))getauxval(AT_PHNUM)};
    for (uint32_t i = 0; program.dlpi_phdr && i < program.dlpi_phnum; i++)
        if (program.dlpi_phdr[i].p_type == PT_PHDR)
            program.dlpi_addr = (uintptr_t)program.dlpi_phdr - program.dlpi_phdr[i].p_vaddr;
    const ElfW(Dyn) *entry = program.dlpi_phdr ? dynamic_section(&program) : NULL;
    for (; entry && entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_DEBUG)
            objects.loader = (const struct r_debug *)entry->d_un.d_ptr; // NOLINT(performance-no-int-to-ptr)
}

/* The program's own table of segments comes from the kernel; others lie behind their headers, where these
 * are. */
static bool describe(const struct link_map *object, struct dl_phdr_info *info) {
    *info = (struct dl_phdr_info){0};
    info->dlpi_addr = object->l_addr;
    info->dlpi_name = object->l_name ? object->l_name : "";
    if (object == first_listed()) {
        info->dlpi_phdr = (const ElfW(Phdr) *)getauxval(AT_PHDR); // NOLINT(performance-no-int-to-ptr)
        info->dlpi_phnum = (ElfW(Half))getauxval(AT_PHNUM);
        return info->dlpi_phdr != NULL;
    }
    const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)object->l_addr; // NOLINT(performance-no-int-to-ptr)
    if (!memory_is_readable(header, sizeof *header) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return false;
    info->dlpi_phdr = (const ElfW(Phdr) *)((const char *)header + header->e_phoff);
    info->dlpi_phnum = header->e_phnum;
    return true;
}

/* What goes is told by a number that grows, as the loader's own does. */
static void count_listed(struct dl_phdr_info *info) {
    for (const struct link_map *object = first_listed(); object; object = object->l_next)
        info->dlpi_adds++;
    info->dlpi_subs = UINT32_MAX - info->dlpi_adds;
}

static int iterate_list(int (*callback)(struct dl_phdr_info *, size_t, void *), void *context) {
    struct dl_phdr_info info;
    struct dl_phdr_info counts = {0};
    count_listed(&counts);
    for (const struct link_map *object = first_listed(); object; object = object->l_next) {
        if (!describe(object, &info))
            continue;
        info.dlpi_adds = counts.dlpi_adds;
        info.dlpi_subs = counts.dlpi_subs;
        const int result = callback(&info, sizeof info, context);
        if (result)
            return result;
    }
    return 0;
}

int objects_iterate(int (*callback)(struct dl_phdr_info *info, size_t size, void *context), void *context) {
    return loader_may_be_asked() ? dl_iterate_phdr(callback, context) : iterate_list(callback, context);
}

const struct link_map *listed_object(const char *name) {
    for (const struct link_map *object = first_listed(); object; object = object->l_next)
        if (object->l_name && name_equals(object->l_name, name))
            return object;
    return NULL;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* By the last part of its path: that is its SONAME, or a link of that name led to it. */
static const struct link_map *listed_by_soname(const char *soname) {
    for (const struct link_map *object = first_listed(); object; object = object->l_next)
        if (object->l_name && name_equals(base_name(object->l_name), base_name(soname)))
            return object;
    return NULL;
}

/* An object that was being unloaded at the fork may be in the list and gone. */
static struct object_symbol symbol_of_listed(const struct link_map *object, const char *name) {
    struct dl_phdr_info info;
    if (!describe(object, &info))
        return (struct object_symbol){NULL, 0};
    return symbol_of(object->l_addr, object->l_ld, name);
}

/* Objects in the order in which the loader looks through them: each object's needs, breadth first. */
struct scope {
    uint32_t count;
    const struct link_map *objects[NEEDED_LIMIT];
};

static void add_to_scope(struct scope *scope, const struct link_map *object) {
    for (uint32_t i = 0; i < scope->count; i++)
        if (scope->objects[i] == object)
            return;
    if (object && scope->count < NEEDED_LIMIT)
        scope->objects[scope->count++] = object;
}

static void add_needs(struct scope *scope, const struct link_map *object) {
    struct dl_phdr_info info;
    const char *names = describe(object, &info) ? read_tables(object->l_addr, object->l_ld).names : NULL;
    for (const ElfW(Dyn) *entry = object->l_ld; names && entry && entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_NEEDED)
            add_to_scope(scope, listed_by_soname(names + entry->d_un.d_val));
}

__attribute__((noinline)) struct object_symbol listed_symbol(const struct link_map *object,
                                                             const char *name) {
    struct object_symbol found = {NULL, 0};
    if (!object) {
        for (object = first_listed(); object && !found.address; object = object->l_next)
            found = symbol_of_listed(object, name);
        return found;
    }
    /* Much for a small stack, and this library has nothing below it that maps memory. */
    const long mapped = system_call6(SYS_mmap, 0, sizeof(struct scope), PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct scope *scope = mapped < 0 ? NULL : (struct scope *)mapped; // NOLINT(performance-no-int-to-ptr)
    if (!scope)
        return found;
    add_to_scope(scope, object);
    for (uint32_t i = 0; i < scope->count && !found.address; i++) {
        found = symbol_of_listed(scope->objects[i], name);
        add_needs(scope, scope->objects[i]);
    }
    system_call4(SYS_munmap, mapped, sizeof *scope, 0, 0);
    return found;
}

/* ---- Objects by what is in them ---- */

struct address_search {
    uintptr_t address;
    struct object_place found;
};

static int holds_address(struct dl_phdr_info *info, size_t size, void *context) {
    struct address_search *search = context;
    struct object_place found = {.bias = info->dlpi_addr, .start = UINTPTR_MAX, .name = info->dlpi_name};
    bool holds = false;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type != PT_LOAD)
            continue;
        holds = holds || search->address - start < segment->p_memsz;
        if (start - segment->p_offset % segment->p_align < found.start)
            found.start = start / segment->p_align * segment->p_align;
        if (start + segment->p_memsz > found.end)
            found.end = start + segment->p_memsz;
    }
    if (holds)
        search->found = found;
    return holds;
}

bool object_find(const void *address, struct object_place *result) {
    struct address_search search = {.address = (uintptr_t)address};
    if (!objects_iterate(holds_address, &search))
        return false;
    *result = search.found;
    return true;
}

struct bytes_search {
    const void *address;
    const char *name;
    size_t bytes;
};

static int search_bytes(struct dl_phdr_info *info, size_t size, void *context) {
    struct bytes_search *search = context;
    struct address_search holder = {.address = (uintptr_t)search->address};
    if (!holds_address(info, size, &holder))
        return 0;
    const struct object_symbol symbol = object_symbol(info, search->name);
    search->bytes = symbol.address == search->address ? symbol.bytes : 0;
    return 1;
}

size_t object_symbol_bytes(const void *address, const char *name) {
    struct bytes_search search = {.address = address, .name = name};
    objects_iterate(search_bytes, &search);
    return search.bytes;
}

struct next_search {
    const char *name;
    bool passed; /* this library */
    void *found;
};

static int search_next(struct dl_phdr_info *info, size_t size, void *context) {
    struct next_search *search = context;
    struct address_search own = {.address = (uintptr_t)&objects};
    (void)size;
    if (!search->passed) {
        search->passed = holds_address(info, size, &own) != 0;
        return 0;
    }
    search->found = object_symbol(info, search->name).address;
    const bool last = objects.last && info->dlpi_addr == objects.last->l_addr;
    return search->found || last;
}

/*
 * Before the constructor, other libraries' constructors may ask for functions by dlsym: the runtimes of
 * sanitizers do, and have a dl_iterate_phdr of their own that does not work yet.
 */
static bool is_early(void) {
    if (objects.last)
        return false;
    find_loader();
    return first_listed() != NULL;
}

void *objects_next_symbol(const char *name) {
    struct next_search search = {.name = name};
    if (is_early())
        iterate_list(search_next, &search);
    else
        objects_iterate(search_next, &search);
    return search.found;
}

void objects_start(void) {
    find_loader();
    for (const struct link_map *object = first_listed(); object; object = object->l_next)
        objects.last = object;
}
