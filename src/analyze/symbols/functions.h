/*
 * The physical function that holds an address: its parts, scopes and loops. Found by debug information, else
 * by unwind information, else by the symbol table.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_FUNCTIONS_H
#define LOOPLINE_ANALYZE_SYMBOLS_FUNCTIONS_H

#include "loop_sources.h"
#include "parts.h"

struct physical_function {
    struct physical_function *next; /* for the caller's use */
    struct code_parts parts;
    const char *name; /* from the symbol table; NULL: none, or the scopes have it */
    bool has_scopes;  /* debug information covers it; `scopes` and `unit` are filled in */
    struct scopes scopes;
    Dwarf_Die unit;
    struct native_loops *loops;  /* NULL: could not be analysed */
    struct loop_source *sources; /* per loop; NULL: no scopes */
    bool *has_source;            /* per loop: `sources` holds its source */
};

/* Returns NULL if no function is known at `address` or memory runs out. Free with physical_function_free. */
struct physical_function *physical_function_find(struct function_tables *tables, uint64_t address);
void physical_function_free(struct physical_function *function);

/*
 * Returns the address to use when looking for the loops of the call at `address`: see copies.h. Its scope is
 * a copy of that of `address`.
 */
uint64_t physical_function_call(struct physical_function *function, const struct function_tables *tables,
                                uint64_t address);

/* Returns the source of loop `loop`, which is found at first use. */
struct loop_source physical_function_loop(struct physical_function *function,
                                          const struct function_tables *tables, size_t loop);

#endif
