/*
 * Functions in the debug information: which one holds an address, and its full name. Addresses are those of
 * the debug information.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_DWARF_H
#define LOOPLINE_ANALYZE_SYMBOLS_DWARF_H

#include "analyze/loops/address_ranges.h"
#include "base/text_pool.h"
#include <elfutils/libdw.h>

struct dwarf_index; /* of one file */

/* `dwarf` and `texts` must outlive the index. NULL if memory runs out. */
struct dwarf_index *dwarf_index_new(Dwarf *dwarf, struct text_pool *texts);
void dwarf_index_free(struct dwarf_index *index); /* may be NULL */

/* Finds the function whose code is at `address`, and its compilation unit. Returns false if none is known. */
bool dwarf_index_function(struct dwarf_index *index, uint64_t address, Dwarf_Die *function, Dwarf_Die *unit);

/* Adds the code ranges of a function or an inlined function. Returns false if memory runs out. */
bool dwarf_add_ranges(struct address_ranges *ranges, Dwarf_Die *die, size_t value);

/*
 * Returns the name of a function or an inlined function, with the namespaces and classes around it. NULL:
 * unknown. Owned by `texts`.
 */
const char *dwarf_index_name(struct dwarf_index *index, Dwarf_Die *function);

#endif
