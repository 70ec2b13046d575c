/*
 * What the loop analysis has to know of a processor: one file per processor (native_loops_x86_64.c) fills in
 * a struct native_machine; native_loops_disassembly.c holds the list of them.
 */
#ifndef LOOPLINE_ANALYZE_LOOPS_MACHINE_H
#define LOOPLINE_ANALYZE_LOOPS_MACHINE_H

#include "native.h"
#include <capstone/capstone.h>

struct native_disassembly;

/* Where a computed jump takes its target from. */
struct native_jump_table {
    uint64_t address;  /* of the first entry */
    uint64_t base;     /* what is added to an entry; 0 for entries that are addresses */
    size_t entry_size; /* in bytes: 1, 2, 4 or 8 */
    bool is_signed;
    unsigned shift; /* entries are shifted left by this before the base is added */
    size_t entries; /* 0: not visible in the code */
};

struct native_machine {
    int elf_machine; /* EM_… */
    cs_arch architecture;
    cs_mode mode;
    /* Fills in all but address and size of an instruction, which are set already. */
    void (*classify)(const cs_insn *decoded, struct native_instruction *instruction);
    /* Finds the table of the computed jump at index `jump`; false where there is none to be seen. */
    bool (*find_jump_table)(const struct native_disassembly *disassembly, size_t jump,
                            struct native_jump_table *table);
};

extern const struct native_machine native_machine_x86_64;

#endif
