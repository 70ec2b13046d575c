#include "analyze/symbols_names.h"

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

static const char *presentable_name(struct text_pool *texts, const char *name) {
    char *plain = strdup(name);
    if (!plain)
        return NULL;
    cut_suffixes(plain);
    char *demangled = demangle(plain);
    const char *kept = text_pool_add(texts, demangled ? demangled : plain);
    free(demangled);
    free(plain);
    return kept;
}

static const char *symbol_at(const struct elf_file *file, uint64_t address, GElf_Sym *symbol) {
    GElf_Off offset = 0;
    const char *name =
        dwfl_module_addrinfo(file->module, address + file->bias, &offset, symbol, NULL, NULL, NULL);
    if (!name)
        return NULL;
    symbol->st_value = address - offset;
    return name;
}

const char *symbol_name(const struct elf_file *file, struct text_pool *texts,
                        const struct address_range *range) {
    GElf_Sym symbol;
    const char *name = symbol_at(file, range->low, &symbol);
    if (!name || symbol.st_value != range->low)
        return NULL;
    return presentable_name(texts, name);
}

bool symbol_range(const struct elf_file *file, uint64_t address, struct address_range *range) {
    GElf_Sym symbol;
    if (!symbol_at(file, address, &symbol) || symbol.st_size == 0)
        return false;
    *range = (struct address_range){.low = symbol.st_value, .high = symbol.st_value + symbol.st_size};
    return address >= range->low && address < range->high;
}
