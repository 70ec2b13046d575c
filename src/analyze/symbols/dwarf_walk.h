/* Walks a tree of DIEs without recursion. The walk also ends on damaged trees. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_DWARF_WALK_H
#define LOOPLINE_ANALYZE_SYMBOLS_DWARF_WALK_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

enum dwarf_walk_step {
    DWARF_WALK_INTO, /* go on with the children */
    DWARF_WALK_PAST, /* skip the children */
    DWARF_WALK_STOP, /* end the walk: out of memory */
};

/*
 * Called for each DIE in the order of the file. `inherited` is the value that the visit of the parent DIE set
 * through `handed_on`.
 */
typedef enum dwarf_walk_step (*dwarf_walk_visit)(void *context, Dwarf_Die *die, size_t inherited,
                                                 size_t *handed_on);

/*
 * Visits all DIEs below `root`, whose children inherit `inherited`. Returns false if a visit stopped the
 * walk.
 */
bool dwarf_walk(Dwarf_Die *root, size_t inherited, dwarf_walk_visit visit, void *context);

#endif
