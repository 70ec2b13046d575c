/* Functions by the symbol tables of an ELF file, for code without debug information. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_NAMES_H
#define LOOPLINE_ANALYZE_SYMBOLS_NAMES_H

#include "analyze/address_ranges.h"
#include "analyze/elf_file.h"
#include "analyze/text_pool.h"

/*
 * The name of the symbol that starts inside `range`, without what compilers append to it (".cold",
 * ".constprop.0"), demangled where a C++ runtime is at hand. NULL for none; owned by the pool.
 */
const char *symbol_name(const struct elf_file *file, struct text_pool *texts,
                        const struct address_range *range);

/* The code of the symbol that holds `address`. False for none. */
bool symbol_range(const struct elf_file *file, uint64_t address, struct address_range *range);

#endif
