/*
 * Positions in source files, from the debug information of a compilation unit. Addresses are those of the
 * debug information.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_POSITIONS_H
#define LOOPLINE_ANALYZE_SYMBOLS_POSITIONS_H

#include "base/text_pool.h"
#include <elfutils/libdw.h>
#include <stdint.h>

/* NULL and 0: unknown. */
struct dwarf_position {
    const char *file; /* absolute if the debug information allows it; owned by `texts` */
    int line;
    int column;
};

/* Returns the source position of the instruction at `address`. */
struct dwarf_position dwarf_position_at(struct text_pool *texts, Dwarf_Die *unit, uint64_t address);
/* Returns the position of the call that a DW_TAG_inlined_subroutine replaces. */
struct dwarf_position dwarf_position_of_call(struct text_pool *texts, Dwarf_Die *unit, Dwarf_Die *inlined);
/* Returns the position where a function starts. */
struct dwarf_position dwarf_position_of_definition(struct text_pool *texts, Dwarf_Die *unit,
                                                   Dwarf_Die *function);

/* Returns the file of a function as the line table spells it, owned by libdw; NULL: unknown. */
const char *dwarf_definition_file(Dwarf_Die *function);

/*
 * Returns `file` joined to the unit's directory, without "." and ".."; NULL if `file` is NULL or memory runs
 * out.
 */
const char *dwarf_absolute_path(struct text_pool *texts, Dwarf_Die *unit, const char *file);

#endif
