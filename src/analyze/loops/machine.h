/*
 * What the loop analysis needs to know about a processor. One file per processor (x86_64.c) fills in a struct
 * native_machine; disassembly.c lists them.
 */
#ifndef LOOPLINE_ANALYZE_LOOPS_MACHINE_H
#define LOOPLINE_ANALYZE_LOOPS_MACHINE_H

#include "native.h"
#include <capstone/capstone.h>

struct native_disassembly;

/* The table from which a computed jump takes its target. */
struct native_jump_table {
    uint64_t address;  /* of the first entry */
    uint64_t base;     /* added to each entry; 0: the entries are addresses */
    size_t entry_size; /* in bytes: 1, 2, 4 or 8 */
    bool is_signed;
    unsigned shift; /* entries are shifted left by this before the base is added */
    size_t entries; /* 0: not visible in the code */
};

struct native_machine {
    int elf_machine; /* EM_… */
    cs_arch architecture;
    cs_mode mode;
    /* Fills in an instruction, whose address and size are already set. */
    void (*classify)(const cs_insn *decoded, struct native_instruction *instruction);
    /* Finds the table of the computed jump at index `jump`. Returns false if it recognises none. */
    bool (*find_jump_table)(const struct native_disassembly *disassembly, size_t jump,
                            struct native_jump_table *table);
};

extern const struct native_machine native_machine_x86_64;

#endif
