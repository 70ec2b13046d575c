/*
 * The function of the machine code that holds an address: its parts, its scopes and its loops. Found by debug
 * information, else by unwind information, else by the symbol table.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_FUNCTIONS_H
#define LOOPLINE_ANALYZE_SYMBOLS_FUNCTIONS_H

#include "loop_sources.h"
#include "parts.h"

struct physical_function {
    struct physical_function *next; /* the caller's */
    struct code_parts parts;
    const char *name; /* by the symbol table; NULL: none, or the scopes know it */
    bool has_scopes;  /* debug information covers it, and what follows is filled in */
    struct scopes scopes;
    Dwarf_Die unit;
    struct native_loops *loops;  /* NULL where it could not be analysed */
    struct loop_source *sources; /* per loop; NULL without scopes */
    bool *has_source;            /* whether that of a loop has been worked out */
};

/* NULL where no function is known at `address`, and out of memory. Freed by physical_function_free. */
struct physical_function *physical_function_find(struct function_tables *tables, uint64_t address);
void physical_function_free(struct physical_function *function);

/*
 * The address to ask about loops with, for a call that stands at `address`: see symbols_copies.h. Its scope
 * is a copy of that of `address`.
 */
uint64_t physical_function_call(struct physical_function *function, const struct function_tables *tables,
                                uint64_t address);

/* The source of loop `loop`, worked out at first use. */
struct loop_source physical_function_loop(struct physical_function *function,
                                          const struct function_tables *tables, size_t loop);

#endif
