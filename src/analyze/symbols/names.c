#include "names.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* What gcc and clang append to the names of functions they cloned, split or moved. */
static const char *const suffixes[] = {".cold", ".constprop.", ".isra.", ".part.", ".lto_priv.", ".llvm."};

static void cut_suffixes(char *name) {
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *suffix = strstr(name, suffixes[i]);
        if (suffix && suffix != name)
            *suffix = '\0';
    }
}

/*
 * Demangling is the C++ runtime's business; a machine that C++ programs run on has one. Without it the
 * mangled name stays, which is a name too. The caller frees the result; NULL: not a mangled name.
 */
static char *demangle(const char *name) {
    typedef char *(*demangler)(const char *, char *, size_t *, int *);
    static bool is_looked_up; /* the one state of this module: the runtime, once it was looked for */
    static demangler cxa_demangle;
    if (strncmp(name, "_Z", 2) != 0)
        return NULL;
    if (!is_looked_up) {
        is_looked_up = true;
        void *runtime = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
        void *found = runtime ? dlsym(runtime, "__cxa_demangle") : NULL;
        memcpy(&cxa_demangle, &found, sizeof found);
    }
    int status = 0;
    return cxa_demangle ? cxa_demangle(name, NULL, NULL, &status) : NULL;
}

const char *function_symbol_name(const struct function_symbol *symbol, struct text_pool *texts) {
    char *plain = symbol ? strdup(symbol->name) : NULL;
    if (!plain)
        return NULL;
    cut_suffixes(plain);
    char *demangled = demangle(plain);
    const char *kept = text_pool_add(texts, demangled ? demangled : plain);
    free(demangled);
    free(plain);
    return kept;
}

static bool is_function(const GElf_Sym *symbol, const char *name) {
    const int type = GELF_ST_TYPE(symbol->st_info);
    return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol->st_shndx != SHN_UNDEF && name && name[0];
}

/* Of the names of one function, an exported one comes first, and of those the one that hides least. */
static int compare_symbols(const void *left, const void *right) {
    const struct function_symbol *a = left;
    const struct function_symbol *b = right;
    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    if (a->is_local != b->is_local)
        return a->is_local ? 1 : -1;
    const size_t underscores = strspn(a->name, "_");
    const size_t other_underscores = strspn(b->name, "_");
    if (underscores != other_underscores)
        return underscores < other_underscores ? -1 : 1;
    return strcmp(a->name, b->name);
}

bool function_symbols_read(struct function_symbols *symbols, const struct elf_file *file) {
    *symbols = (struct function_symbols){0};
    const int count = dwfl_module_getsymtab(file->module);
    if (count <= 0)
        return true;
    symbols->items = calloc((size_t)count, sizeof *symbols->items);
    if (!symbols->items)
        return false;
    for (int i = 0; i < count; i++) {
        GElf_Sym symbol;
        GElf_Addr address = 0;
        const char *name = dwfl_module_getsym_info(file->module, i, &symbol, &address, NULL, NULL, NULL);
        if (!name || !is_function(&symbol, name))
            continue;
        symbols->items[symbols->count++] =
            (struct function_symbol){.address = address - file->bias,
                                     .size = symbol.st_size,
                                     .name = name,
                                     .is_local = GELF_ST_BIND(symbol.st_info) == STB_LOCAL};
    }
    if (symbols->count > 0)
        qsort(symbols->items, symbols->count, sizeof *symbols->items, compare_symbols);
    return true;
}

void function_symbols_free(struct function_symbols *symbols) {
    free(symbols->items);
    *symbols = (struct function_symbols){0};
}

/* Index of the first symbol behind `address`. */
static size_t upper_bound(const struct function_symbols *symbols, uint64_t address) {
    size_t low = 0;
    size_t high = symbols->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (symbols->items[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct function_symbol *function_symbols_around(const struct function_symbols *symbols,
                                                      uint64_t address) {
    size_t index = upper_bound(symbols, address);
    if (index == 0)
        return NULL;
    const struct function_symbol *symbol = function_symbols_at(symbols, symbols->items[index - 1].address);
    return address - symbol->address < symbol->size ? symbol : NULL;
}

const struct function_symbol *function_symbols_at(const struct function_symbols *symbols, uint64_t address) {
    size_t index = upper_bound(symbols, address);
    if (index == 0 || symbols->items[index - 1].address != address)
        return NULL;
    while (index > 1 && symbols->items[index - 2].address == address)
        index--;
    return &symbols->items[index - 1];
}

bool function_symbols_exports(const struct function_symbols *symbols, const char *name) {
    for (size_t i = 0; i < symbols->count; i++) {
        if (!symbols->items[i].is_local && strcmp(symbols->items[i].name, name) == 0)
            return true;
    }
    return false;
}
