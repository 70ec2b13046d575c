/* Positions in source files, as the debug information of one compilation unit tells them. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_POSITIONS_H
#define LOOPLINE_ANALYZE_SYMBOLS_POSITIONS_H

#include "base/text_pool.h"
#include <elfutils/libdw.h>
#include <stdint.h>

/* NULL and 0 where unknown. */
struct dwarf_position {
    const char *file; /* absolute where the debug information says so; owned by the pool */
    int line;
    int column;
};

/* Where the instruction at `address` (of the debug information) comes from. */
struct dwarf_position dwarf_position_at(struct text_pool *texts, Dwarf_Die *unit, uint64_t address);
/* Where a DW_TAG_inlined_subroutine was inlined. */
struct dwarf_position dwarf_position_of_call(struct text_pool *texts, Dwarf_Die *unit, Dwarf_Die *inlined);
/* Where a function starts. */
struct dwarf_position dwarf_position_of_definition(struct text_pool *texts, Dwarf_Die *unit,
                                                   Dwarf_Die *function);

/* The file that a function stands in, as the line table spells it; NULL: unknown. Owned by libdw. */
const char *dwarf_definition_file(Dwarf_Die *function);

/* `file` joined to the unit's directory, without "." and ".."; NULL for NULL or out of memory. */
const char *dwarf_absolute_path(struct text_pool *texts, Dwarf_Die *unit, const char *file);

#endif
