/*
 * The code of one function: its parts (the function itself and what the compiler moved out of it) and the
 * loops in them.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_PARTS_H
#define LOOPLINE_ANALYZE_SYMBOLS_PARTS_H

#include "dwarf.h"
#include "elf_calls.h"
#include "last_functions.h"
#include "unwind_table.h"

/* The tables of a file's functions. */
struct function_tables {
    struct elf_file *file;
    struct text_pool *texts;
    struct dwarf_index *dwarf;  /* NULL: no debug information */
    struct unwind_table unwind; /* empty: no unwind information */
    struct function_symbols symbols;
    struct elf_calls calls;
    struct last_functions last_functions;
};

struct code_parts {
    struct address_range *items; /* the first holds the entry; the owner frees them */
    size_t count;
};

/* Returns false out of memory. */
bool code_parts_add(struct code_parts *parts, struct address_range part);

/*
 * Given one part of a function, adds the others and puts the one with the entry first. For code without debug
 * information: uses jumps and unwind information. Returns false if memory runs out.
 */
bool code_parts_join(struct code_parts *parts, struct function_tables *tables);

/* Returns the loops of all parts together; NULL if they cannot be analysed. Free with native_loops_free. */
struct native_loops *code_parts_analyze(struct function_tables *tables, const struct code_parts *parts);

#endif
