/* Functions from the symbol tables of an ELF file, for code without debug information. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_NAMES_H
#define LOOPLINE_ANALYZE_SYMBOLS_NAMES_H

#include "analyze/loops/address_ranges.h"
#include "base/text_pool.h"
#include "elf_file.h"

struct function_symbol {
    uint64_t address;
    uint64_t size;    /* 0: unknown */
    const char *name; /* as in the table; owned by libelf */
    bool is_local;
};

/*
 * Replaces libdwfl's look-up, which goes through all symbols each time: too slow for every call of a
 * function.
 */
struct function_symbols {
    /* in the order of addresses; of several at one address the best name first */
    struct function_symbol *items;
    size_t count;
};

/* Lists the functions of `file`, which must outlive the list. Returns false if memory runs out. */
bool function_symbols_read(struct function_symbols *symbols, const struct elf_file *file);
void function_symbols_free(struct function_symbols *symbols);

/* Returns the symbol at exactly `address`; NULL: none. */
const struct function_symbol *function_symbols_at(const struct function_symbols *symbols, uint64_t address);

/* Returns the symbol whose code holds `address`, by its size if it has one; NULL: none. */
const struct function_symbol *function_symbols_around(const struct function_symbols *symbols,
                                                      uint64_t address);

/* Returns true if a function of that name is visible to other files. */
bool function_symbols_exports(const struct function_symbols *symbols, const char *name);

/*
 * Returns a symbol's name without the suffixes of compilers (".cold", ".constprop.0"), demangled if a C++
 * runtime is available. Owned by `texts`; NULL if the symbol is NULL or memory runs out.
 */
const char *function_symbol_name(const struct function_symbol *symbol, struct text_pool *texts);

#endif
