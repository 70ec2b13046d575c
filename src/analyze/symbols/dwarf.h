/*
 * What the debug information says of functions: which one holds an address, and what it is called in full.
 * Addresses are those of the debug information.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_DWARF_H
#define LOOPLINE_ANALYZE_SYMBOLS_DWARF_H

#include "analyze/loops/address_ranges.h"
#include "base/text_pool.h"
#include <elfutils/libdw.h>

struct dwarf_index; /* of one file */

/* `dwarf` and `texts` have to outlive the index. NULL out of memory. */
struct dwarf_index *dwarf_index_new(Dwarf *dwarf, struct text_pool *texts);
void dwarf_index_free(struct dwarf_index *index); /* NULL is fine */

/* The function that was compiled to the code at `address`, and its compilation unit. False: none known. */
bool dwarf_index_function(struct dwarf_index *index, uint64_t address, Dwarf_Die *function, Dwarf_Die *unit);

/* Adds the code of a function or of what was inlined. Returns false out of memory. */
bool dwarf_add_ranges(struct address_ranges *ranges, Dwarf_Die *die, size_t value);

/*
 * The name of a function, or of what was inlined, with the namespaces and classes around it. NULL: unknown.
 * Owned by the pool.
 */
const char *dwarf_index_name(struct dwarf_index *index, Dwarf_Die *function);

#endif
