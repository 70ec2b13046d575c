/*
 * The code of one function of a file: its parts, which are the function itself and what the compiler moved
 * out of it, and the loops in them.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_PARTS_H
#define LOOPLINE_ANALYZE_SYMBOLS_PARTS_H

#include "dwarf.h"
#include "elf_calls.h"
#include "last_functions.h"
#include "unwind_table.h"

/* Where a file's functions are looked up. */
struct function_tables {
    struct elf_file *file;
    struct text_pool *texts;
    struct dwarf_index *dwarf;  /* NULL without debug information */
    struct unwind_table unwind; /* empty without */
    struct function_symbols symbols;
    struct elf_calls calls;
    struct last_functions last_functions;
};

struct code_parts {
    struct address_range *items; /* the first holds the entry; freed by the owner */
    size_t count;
};

/* Returns false out of memory. */
bool code_parts_add(struct code_parts *parts, struct address_range part);

/*
 * Adds the parts that were moved out of the function of which `parts` has one, and puts the one with the
 * entry first. For code without debug information: goes by jumps and unwind information. Returns false out of
 * memory.
 */
bool code_parts_join(struct code_parts *parts, struct function_tables *tables);

/* The loops in all parts together; NULL where they cannot be analysed. Freed by native_loops_free. */
struct native_loops *code_parts_analyze(struct function_tables *tables, const struct code_parts *parts);

#endif
