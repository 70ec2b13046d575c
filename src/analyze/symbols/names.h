/* Functions by the symbol tables of an ELF file, for code without debug information. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_NAMES_H
#define LOOPLINE_ANALYZE_SYMBOLS_NAMES_H

#include "analyze/loops/address_ranges.h"
#include "base/text_pool.h"
#include "elf_file.h"

struct function_symbol {
    uint64_t address;
    uint64_t size;    /* 0: not told */
    const char *name; /* as it stands in the table; owned by libelf */
    bool is_local;
};

/* libdwfl's own look-up goes through all symbols each time: too slow for every call of a function. */
struct function_symbols {
    struct function_symbol *items; /* in the order of addresses, of several at one the best name first */
    size_t count;
};

/* Lists the functions of `file`, which has to outlive the list. Returns false out of memory. */
bool function_symbols_read(struct function_symbols *symbols, const struct elf_file *file);
void function_symbols_free(struct function_symbols *symbols);

/* The symbol at exactly `address`; NULL for none. */
const struct function_symbol *function_symbols_at(const struct function_symbols *symbols, uint64_t address);

/* The symbol whose code holds `address`, as far as it tells its size; NULL for none. */
const struct function_symbol *function_symbols_around(const struct function_symbols *symbols,
                                                      uint64_t address);

/* Whether a function of that name is visible to other files. */
bool function_symbols_exports(const struct function_symbols *symbols, const char *name);

/*
 * A symbol's name without what compilers append to it (".cold", ".constprop.0"), demangled where a C++
 * runtime is at hand. Owned by the pool; NULL for a NULL symbol or out of memory.
 */
const char *function_symbol_name(const struct function_symbol *symbol, struct text_pool *texts);

#endif
